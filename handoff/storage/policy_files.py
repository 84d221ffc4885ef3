"""The files of data/policies as they are in force: shipped, or changed by an admin."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from handoff.errors import PolicyFileError
from handoff.storage.files import fault_at, parse_yaml, read_text, require_shallow

T = TypeVar("T")


class PolicyFiles:
    """The files of data/policies, each with its stored text in place of the shipped.

    Args:
        folder: where the shipped files lie.
        stored: texts that an admin has put into force, by file name.
    """

    def __init__(self, folder: Path, stored: Mapping[str, str]) -> None:
        self.folder = folder
        self._stored = stored
        self.texts: dict[str, str] = {}
        """Every file read so far, as it is in force."""

    def read(self, name: str, type: type[T]) -> T:
        """The file's content as a value of the type.

        Raises:
            PolicyFileError: it is missing, is not YAML, or does not fit the type.
        """
        path = self.folder / name
        if name in self._stored:
            require_shallow(self._stored[name], path)
            self.texts[name] = self._stored[name]
        else:
            self.texts[name] = read_text(path)
        return parse_yaml(self.texts[name], type, path)

    def fault_at(
        self, name: str, keys: Sequence[str | int], reason: str
    ) -> PolicyFileError:
        """The error to raise about the value that the keys lead to, with its line."""
        return fault_at(self.folder / name, keys, reason, text=self.texts[name])

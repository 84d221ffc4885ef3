"""Reading the files in data/: strict, and faults are named by file and line."""

import copy
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import yaml

from handoff.errors import PolicyFileError

T = TypeVar("T")

DEEPEST: Final = 40
"""Levels of the deepest file that is read from outside."""
_AT: Final = re.compile(r"^(?P<reason>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<at>\d+|\.\.\.)\]")


def read_yaml(path: Path, type: type[T]) -> T:
    """The file's content as a value of the type.

    Raises:
        PolicyFileError: the file is missing, is not YAML, or does not fit the type.
    """
    return parse_yaml(read_text(path), type, path)


def parse_yaml(text: str, type: type[T], path: Path) -> T:
    """The text as a value of the type; `path` is what errors call it.

    Raises:
        PolicyFileError: the text is not YAML, or does not fit the type.
    """
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PolicyFileError(path, line, str(error.problem)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A control character, a number of ten thousand digits, a thousand brackets.
        raise PolicyFileError(path, None, str(error).splitlines()[0]) from error
    try:
        return msgspec.convert(content, type)
    except msgspec.ValidationError as error:
        place = _Place(content, type, str(error))
        raise PolicyFileError(path, place.line_in(text), place.reason) from error


def require_shallow(text: str, path: Path) -> None:
    """Nothing: the text nests no deeper than any policy does.

    The parser composes nested values by calling itself, and ends the process when a
    text from outside holds some ten thousand brackets.

    Raises:
        PolicyFileError: it does.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise PolicyFileError(path, None, "nested too deeply")
    except yaml.YAMLError:
        return  # whoever parses it says where


def fault_at(
    path: Path, keys: Sequence[str | int], reason: str, *, text: str | None = None
) -> PolicyFileError:
    """The error to raise about the value that the keys lead to, with its line.

    Args:
        path: the file, or what to call it.
        keys: from the top down, names and places in lists.
        reason: what is wrong with the value.
        text: what the file holds, if that is not on the disk.
    """
    content = read_text(path) if text is None else text
    node = yaml.compose(content, Loader=yaml.CSafeLoader)
    line = 1
    for key in keys:
        node = _child(node, key)
        if node is None:
            break
        line = node.start_mark.line + 1
    return PolicyFileError(path, line, reason)


def read_json(path: Path) -> dict[str, Any]:
    """The file's content, a JSON object.

    Raises:
        PolicyFileError: the file is missing or is not a JSON object.
    """
    try:
        return msgspec.json.decode(read_text(path), type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PolicyFileError(path, None, str(error)) from error


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PolicyFileError(path, None, error.strerror or "unreadable") from error
    except UnicodeDecodeError as error:
        raise PolicyFileError(path, None, "is not UTF-8 text") from error


class _Place:
    """Where in a file the validator found its fault.

    It names list items by number but leaves out the keys of mappings; the key is
    the one whose entry alone still brings the same fault about.
    """

    def __init__(self, content: Any, type: type[Any], message: str) -> None:
        found = _AT.match(message)
        self.reason = found["reason"] if found else message
        self._content = content
        self._type = type
        self._message = message
        self._steps = list(_STEP.finditer((found and found["path"]) or ""))

    def line_in(self, text: str) -> int:
        """The line of the nearest node that can be named."""
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        line = 1
        keys: list[Any] = []
        for step in self._steps:
            key = self._key(step, keys)
            node = _child(node, key)
            if node is None:
                break
            keys.append(key)
            line = node.start_mark.line + 1
        return line

    def _key(self, step: re.Match[str], above: list[Any]) -> Any:
        if step["key"] is not None:
            return step["key"]
        if step["at"] != "...":
            return int(step["at"])
        entries = _at(self._content, above)
        return next((key for key in entries if self._fails(above, key)), None)

    def _fails(self, above: list[Any], key: Any) -> bool:
        trial = copy.deepcopy(self._content)
        entries = _at(trial, above)
        for other in [other for other in entries if other != key]:
            del entries[other]
        try:
            msgspec.convert(trial, self._type)
        except msgspec.ValidationError as error:
            return str(error) == self._message
        return False


def _at(content: Any, keys: list[Any]) -> Any:
    for key in keys:
        content = content[key]
    return content


def _child(node: Any, key: Any) -> Any:
    """The value's node for a mapping's key or a sequence's number."""
    if isinstance(node, yaml.MappingNode):
        return next((v for k, v in node.value if k.value == str(key)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    return None

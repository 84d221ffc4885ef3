"""Reads what customers shall say: a YAML list of ids with their turns."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from handoff.errors import PolicyFileError


@dataclass(frozen=True, slots=True)
class Say:
    """The customer writes this."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """The customer waits so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NewConversation:
    """The customer leaves the conversation: their next words begin another."""


Step = Say | Pause | NewConversation


@dataclass(frozen=True, slots=True)
class Part:
    """One customer of their own, and what they do."""

    id: str
    steps: tuple[Step, ...]


def read_parts(path: Path) -> list[Part]:
    """The customers of the file, in its order; unknown keys are passed over.

    Raises:
        PolicyFileError: the file cannot be read or understood; it names the line.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyFileError(path, None, str(error)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PolicyFileError(path, line, error.problem or "not YAML") from error
    except yaml.YAMLError as error:
        raise PolicyFileError(path, None, str(error)) from error
    return _Reader(path).parts(root)


class _Reader:
    """Walks the nodes, which know their lines. Every scalar is text: `say: yes` too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def parts(self, root: Node | None) -> list[Part]:
        """The customers below the root."""
        if root is None:
            raise PolicyFileError(self._path, None, "the file is empty")
        items = self._list(root, "the file must be a list of customers")
        return [self._part(item) for item in items]

    def _part(self, node: Node) -> Part:
        fields = self._fields(node, "a customer needs `id` and `turns`")
        for name in ("id", "turns"):
            if name not in fields:
                raise self._fault(node, f"a customer needs `{name}`")
        turns = self._list(fields["turns"], "`turns` must be a list")
        steps = tuple(step for turn in turns for step in self._steps(turn))
        return Part(self._text(fields["id"], "`id` must be text"), steps)

    def _steps(self, node: Node) -> Iterator[Step]:
        fields = self._fields(node, "a turn must be `say`, `pause` or the like")
        if "say" in fields:
            yield Say(self._text(fields["say"], "`say` must be text"))
        if "pause" in fields:
            yield Pause(self._seconds(fields["pause"]))
        if "new_conversation" in fields:
            wanted = self._text(fields["new_conversation"], "must be true or false")
            if wanted.lower() == "true":
                yield NewConversation()

    def _seconds(self, node: Node) -> float:
        text = self._text(node, "`pause` must be a number of seconds")
        try:
            seconds = float(text)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds <= 3600:
            raise self._fault(node, "`pause` must be 0 to 3600 seconds")
        return seconds

    def _fields(self, node: Node, reason: str) -> dict[str, Node]:
        if not isinstance(node, MappingNode):
            raise self._fault(node, reason)
        return {str(key.value): value for key, value in node.value}

    def _list(self, node: Node, reason: str) -> list[Node]:
        if not isinstance(node, SequenceNode):
            raise self._fault(node, reason)
        return list(node.value)

    def _text(self, node: Node, reason: str) -> str:
        if not isinstance(node, ScalarNode):
            raise self._fault(node, reason)
        return str(node.value)

    def _fault(self, node: Node, reason: str) -> PolicyFileError:
        return PolicyFileError(self._path, node.start_mark.line + 1, reason)

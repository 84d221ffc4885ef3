"""YAML data read with line numbers, so that a fault names its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from actions.triage.errors import TriageDataError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Node:
    """One YAML value with the place it came from; readers check as they take."""

    path: Path
    line: int
    value: Any

    def fail(self, reason: str) -> TriageDataError:
        """The error to raise about this value."""
        return TriageDataError(self.path, self.line, reason)

    def mapping(self, allowed: frozenset[str] | None = None) -> dict[str, Node]:
        """This value as a mapping whose keys are all in `allowed`."""
        if not isinstance(self.value, dict):
            raise self.fail("expected a mapping")
        if allowed is not None:
            for key, node in self.value.items():
                if key not in allowed:
                    known = ", ".join(sorted(allowed))
                    raise node.fail(f"unknown key '{key}'; known: {known}")
        return self.value

    def items(self) -> list[Node]:
        """This value as a list."""
        if not isinstance(self.value, list):
            raise self.fail("expected a list")
        return self.value

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return self.mapping().get(key)

    def need(self, key: str) -> Node:
        """The value under `key`, which must be there."""
        node = self.get(key)
        if node is None:
            raise self.fail(f"'{key}' is missing")
        return node

    def text(self) -> str:
        """This value as non-empty text."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fail("expected text")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """This value as a list of texts."""
        return tuple(node.text() for node in self.items())

    def whole(self, low: int, high: int) -> int:
        """This value as a whole number between `low` and `high`."""
        value = self.value
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fail("expected a whole number")
        if not low <= value <= high:
            raise self.fail(f"{value} is not between {low} and {high}")
        return value

    def share(self) -> float:
        """This value as a number above 0 and up to 1."""
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.fail("expected a number")
        if not 0 < value <= 1:
            raise self.fail(f"{value} is not above 0 and up to 1")
        return float(value)

    def plain(self) -> Any:
        """This value without its places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def walk(self) -> Iterator[tuple[str, Node]]:
        """The pairs of this mapping in file order."""
        yield from self.mapping().items()


def read(path: Path) -> Node:
    """The file as a tree of nodes.

    Raises TriageDataError when it cannot be read or is not YAML, or names a key twice.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            root = yaml.compose(stream, Loader=_Loader)
    except OSError as error:
        raise TriageDataError(path, 0, f"cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise TriageDataError(path, line, f"is not YAML: {error.problem}") from error
    if root is None:
        raise TriageDataError(path, 1, "is empty")
    return _convert(path, root)


def _convert(path: Path, node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        pairs: dict[str, Node] = {}
        for key, value in node.value:
            if key.value in pairs:
                raise TriageDataError(path, line, f"'{key.value}' is there twice")
            pairs[key.value] = _convert(path, value)
        return Node(path, line, pairs)
    if isinstance(node, yaml.SequenceNode):
        return Node(path, line, [_convert(path, item) for item in node.value])
    return Node(path, line, _scalar(node))


def _scalar(node: yaml.Node) -> Any:
    kind = node.tag.rsplit(":", 1)[-1]
    if kind == "int":
        return int(node.value)
    if kind == "float":
        return float(node.value)
    if kind == "bool":
        # Words like "no" and "yes" are words in these files, never truth values.
        return {"true": True, "false": False}.get(node.value.lower(), node.value)
    return node.value

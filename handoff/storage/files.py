"""Reading the files in data/: strict, and faults are named by file and line."""

import re
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import yaml

from handoff.errors import PolicyFileError

T = TypeVar("T")

_AT: Final = re.compile(r"^(?P<reason>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<at>\d+|\.\.\.)\]")


def read_yaml(path: Path, type: type[T]) -> T:
    """The file's content as a value of the type.

    Raises:
        PolicyFileError: the file is missing, is not YAML, or does not fit the type.
    """
    text = _read_text(path)
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PolicyFileError(path, line, str(error.problem)) from error
    try:
        return msgspec.convert(content, type)
    except msgspec.ValidationError as error:
        found = _AT.match(str(error))
        reason = found["reason"] if found else str(error)
        line = _line_of(text, (found["path"] if found else None) or "")
        raise PolicyFileError(path, line, reason) from error


def read_json(path: Path) -> dict[str, Any]:
    """The file's content, a JSON object.

    Raises:
        PolicyFileError: the file is missing or is not a JSON object.
    """
    try:
        return msgspec.json.decode(_read_text(path), type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise PolicyFileError(path, None, str(error)) from error


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PolicyFileError(path, None, error.strerror or "unreadable") from error
    except UnicodeDecodeError as error:
        raise PolicyFileError(path, None, "is not UTF-8 text") from error


def _line_of(text: str, path: str) -> int:
    """The line of the nearest node that the validator's path still names."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 1
    for step in _STEP.finditer(path):
        child = _child(node, step["key"], step["at"])
        if child is None:
            break
        node = child
        line = node.start_mark.line + 1
    return line


def _child(node: Any, key: str | None, at: str | None) -> Any:
    if isinstance(node, yaml.MappingNode) and key is not None:
        return next((v for k, v in node.value if k.value == key), None)
    if isinstance(node, yaml.SequenceNode) and at is not None and at.isdigit():
        return node.value[int(at)] if int(at) < len(node.value) else None
    return None

"""The script files in data/scripts: read, checked, and found again by line."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from handoff.domain.script import Published, Variant
from handoff.domain.turn import Button
from handoff.errors import PolicyFileError
from handoff.storage.files import fault_at, read_yaml
from handoff.storage.types import encode_json

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Purpose = Literal[
    "complaint_answer", "question", "handoff", "chitchat", "system", "protocol"
]


class FileVariant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A variant as a script file writes it."""

    id: Text
    text: Text
    buttons: list[Button] = []
    when: dict[str, Any] | None = None
    locale: str = "en"
    channel: str | None = None
    share: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 1


class FileScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A script as a script file writes it."""

    purpose: Purpose
    variants: Annotated[list[FileVariant], msgspec.Meta(min_length=1)]


class ScriptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of data/scripts."""

    version: Literal[1]
    scripts: dict[str, FileScript]


class Shipped(msgspec.Struct, frozen=True):
    """All shipped scripts with their purposes."""

    published: Published
    purposes: dict[str, str]


def read_shipped(folder: Path) -> Shipped:
    """The scripts of every file in the folder, under a version of their content.

    Raises:
        PolicyFileError: a file is malformed, or an id occurs twice.
    """
    scripts: dict[str, list[Variant]] = {}
    purposes: dict[str, str] = {}
    for _, file in read_files(sorted(folder.glob("*.yml"))):
        for name, script in file.scripts.items():
            scripts[name] = msgspec.convert(
                script.variants, list[Variant], from_attributes=True
            )
            purposes[name] = script.purpose
    content = encode_json([sorted(scripts.items()), sorted(purposes.items())])
    version = hashlib.sha256(content.encode()).hexdigest()[:16]
    return Shipped(Published(version, scripts), purposes)


def read_files(paths: list[Path]) -> Iterator[tuple[Path, ScriptFile]]:
    """Each file with its content.

    Raises:
        PolicyFileError: a file is malformed, or a script or variant occurs twice.
    """
    scripts: dict[str, Path] = {}
    ids: dict[str, Path] = {}
    for path in paths:
        file = read_yaml(path, ScriptFile)
        for name, script in file.scripts.items():
            if name in scripts:
                reason = f"script {name} exists in {scripts[name].name}"
                raise fault_at(path, ["scripts", name], reason)
            scripts[name] = path
            for variant in script.variants:
                if variant.id in ids:
                    reason = f"variant {variant.id} occurs twice: in {ids[variant.id]}"
                    raise PolicyFileError(path, lines_of(path)[variant.id], reason)
                ids[variant.id] = path
        yield path, file


def lines_of(path: Path) -> dict[str, int]:
    """The line on which each variant begins, by its id; of twins the last one's."""
    found: dict[str, int] = {}
    tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for node in _mappings(tree):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                found[value.value] = value.start_mark.line + 1
    return found


def _mappings(node: Any) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _mappings(one)

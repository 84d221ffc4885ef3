"""The script files in data/scripts: read, checked, and found again by line."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
import yaml

from handoff.domain.script import Variant
from handoff.domain.script_life import Content
from handoff.domain.turn import Button
from handoff.errors import PolicyFileError
from handoff.storage.files import fault_at, read_yaml
from handoff.storage.lint import read_domain
from handoff.storage.types import encode_json

DOMAIN: Final = "domain"
"""The area of scripts that stand in domain.yml only."""

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

    @property
    def content(self) -> Content:
        """What the variant says, without its name."""
        return Content(
            text=self.text,
            locale=self.locale,
            channel=self.channel,
            buttons=self.buttons,
            when=self.when,
            share=self.share,
        )


class FileScript(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A script as a script file writes it."""

    purpose: Purpose
    variants: Annotated[list[FileVariant], msgspec.Meta(min_length=1)]


class ScriptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of data/scripts."""

    version: Literal[1]
    scripts: dict[str, FileScript]


class ShippedScript(msgspec.Struct, frozen=True, kw_only=True):
    """A shipped script; `area` is the file it stands in, without the ending."""

    id: str
    purpose: str
    area: str
    variants: dict[str, Content]


class Shipped(msgspec.Struct, frozen=True):
    """All shipped scripts, in the files' order, under a version of their content."""

    version: str
    scripts: list[ShippedScript]

    @property
    def published(self) -> dict[str, list[Variant]]:
        """The variants by script id, as the bot reads them."""
        return {
            script.id: [one.variant(name) for name, one in script.variants.items()]
            for script in self.scripts
        }


def read_shipped(content_dir: Path) -> Shipped:
    """The scripts of data/scripts, and of domain.yml those that are only there.

    Raises:
        PolicyFileError: a file is malformed, or an id occurs twice.
    """
    paths = sorted((content_dir / "scripts").glob("*.yml"))
    found = _scripts(read_files(paths))
    known = {script.id for script in found}
    found += [one for one in _of_domain(content_dir) if one.id not in known]
    return Shipped(_version(found), found)


def shipped_from(files: Iterable[tuple[Path, ScriptFile]]) -> Shipped:
    """The scripts of these files only, as `read_files` gives them."""
    found = _scripts(files)
    return Shipped(_version(found), found)


def _scripts(files: Iterable[tuple[Path, ScriptFile]]) -> list[ShippedScript]:
    return [
        ShippedScript(
            id=name,
            purpose=script.purpose,
            area=path.stem,
            variants={one.id: one.content for one in script.variants},
        )
        for path, file in files
        for name, script in file.scripts.items()
    ]


def _version(scripts: list[ShippedScript]) -> str:
    return hashlib.sha256(encode_json(scripts).encode()).hexdigest()[:16]


def _of_domain(content_dir: Path) -> Iterator[ShippedScript]:
    """The responses of Rasa's domain.yml as scripts that can always be said."""
    for name, responses in (read_domain(content_dir).get("responses") or {}).items():
        texts = [one["text"] for one in responses if one.get("text")]
        if texts:
            yield ShippedScript(
                id=name,
                purpose="question",
                area=DOMAIN,
                variants={
                    f"{name}.domain.{n}": Content(text=text.strip())
                    for n, text in enumerate(texts, 1)
                },
            )


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

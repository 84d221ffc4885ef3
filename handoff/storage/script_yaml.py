"""Writing scripts as YAML: what is unchanged stays byte for byte as it was."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from handoff.domain.script_life import Content
from handoff.domain.turn import Button
from handoff.storage.script_files import ShippedScript

NO_FOLD: Final = 1_000_000
"""Characters of a line: texts are never folded, so that a changed word is one line."""


def write_folder(folder: Path, areas: Mapping[str, list[ShippedScript]]) -> list[str]:
    """The folder's files say what these areas hold; those that did are untouched.

    Returns:
        The names of the files that were written.
    """
    written = []
    for area, scripts in areas.items():
        path = folder / f"{area}.yml"
        before = path.read_text(encoding="utf-8") if path.is_file() else None
        after = write_scripts(before, scripts)
        if after != before:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8")
            written.append(path.name)
    return written


def write_scripts(text: str | None, scripts: list[ShippedScript]) -> str:
    """The file's text with these scripts and no others.

    Comments, order, quotes and anchors of what is there stay; new variants come last in
    their script. A file whose scripts are as they were is returned as it was.

    Args:
        text: the file until now; None begins one.
        scripts: all scripts of the file, with every variant.
    """
    yaml = _yaml()
    document = _new() if text is None else yaml.load(text)
    kept = document["scripts"]
    changed = text is None
    for name in [name for name in kept if name not in {one.id for one in scripts}]:
        del kept[name]
        changed = True
    for script in scripts:
        if script.id not in kept:
            kept[script.id] = _script(script)
            changed = True
        else:
            changed = _update(kept[script.id], script) or changed
    if text is not None and not changed:
        return text
    written = io.StringIO()
    yaml.dump(document, written)
    return written.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = NO_FOLD
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _new() -> CommentedMap:
    return CommentedMap(version=1, scripts=CommentedMap())


def _script(script: ShippedScript) -> CommentedMap:
    variants = [_variant(name, content) for name, content in script.variants.items()]
    return CommentedMap(purpose=script.purpose, variants=CommentedSeq(variants))


def _update(node: CommentedMap, script: ShippedScript) -> bool:
    """The node says what the script says; whether anything had to change."""
    variants = node["variants"]
    before = [one["id"] for one in variants]
    for place in reversed(range(len(variants))):
        if variants[place]["id"] not in script.variants:
            del variants[place]
    changed = len(variants) != len(before)
    there = {one["id"]: one for one in variants}
    for name, content in script.variants.items():
        if name not in there:
            variants.append(_variant(name, content))
            changed = True
        elif _content(there[name]) != content:
            _write(there[name], content)
            changed = True
    return changed


def _variant(name: str, content: Content) -> CommentedMap:
    node = CommentedMap(id=name)
    _write(node, content)
    return node


def _write(node: CommentedMap, content: Content) -> None:
    """The node's fields are the content's; those left out have their usual value."""
    before = _content(node) if "text" in node else None
    usual = Content(text="")
    wanted: dict[str, Any] = {
        "when": _flow(content.when) if content.when else None,
        "text": DoubleQuotedScalarString(content.text),
        "buttons": _buttons(content),
        "locale": content.locale if content.locale != usual.locale else None,
        "channel": content.channel,
        "share": content.share if content.share != usual.share else None,
    }
    for field, value in wanted.items():
        same = before is not None and getattr(before, field) == getattr(content, field)
        if same:
            continue
        if value is None:
            node.pop(field, None)
        elif field in node:
            node[field] = value
        else:
            node.insert(_place(node, field), field, value)


def _place(node: CommentedMap, field: str) -> int:
    """Where a new field stands: the condition before the text, the others after."""
    return list(node).index("id") + 1 if field == "when" else len(node)


def _content(node: Mapping[str, Any]) -> Content:
    usual = Content(text="")
    return Content(
        text=str(node["text"]),
        locale=str(node.get("locale", usual.locale)),
        channel=node.get("channel"),
        buttons=[_button(one) for one in node.get("buttons") or ()],
        when=_plain(node["when"]) if node.get("when") else None,
        share=int(node.get("share", usual.share)),
    )


def _button(node: Mapping[str, Any]) -> Button:
    return Button(str(node["title"]), str(node["text"]))


def _buttons(content: Content) -> CommentedSeq | None:
    if not content.buttons:
        return None
    quoted = DoubleQuotedScalarString
    return CommentedSeq(
        _flow({"title": quoted(one.title), "text": quoted(one.text)})
        for one in content.buttons
    )


def _flow(values: Mapping[str, Any]) -> CommentedMap:
    """A mapping on one line, as the shipped files write small ones."""
    node = CommentedMap()
    for name, value in values.items():
        node[name] = value
        if isinstance(value, list):
            node[name] = CommentedSeq(value)
            node[name].fa.set_flow_style()
    node.fa.set_flow_style()
    return node


def _plain(node: Any) -> Any:
    """The value without what ruamel remembers of how it was written."""
    if isinstance(node, Mapping):
        return {str(name): _plain(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node

"""Joins an ES module and all it imports into one, so that the widget loads in one go.

Nothing is built or stored: the desk packs the very files in this folder when it
starts. The modules keep to a plain style that this can read, and a line that it
cannot read is an error at the start, never a broken page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_IMPORT: Final = re.compile(
    r'^(?:import|export)\s+(?:(?P<what>[^"\';]+?)\s+from\s+)?"(?P<path>[^"]+)";\n',
    re.MULTILINE,
)
_EXPORT_LIST: Final = re.compile(r"^export\s*\{[^}]*\};\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=const|let|async|function|class)", re.MULTILINE)
_TOP_NAME: Final = re.compile(
    r"^(?:const|let|(?:async )?function|class) (?P<name>\w+)", re.MULTILINE
)
# Comments that fill whole lines; code never begins a template's line with these.
_COMMENT: Final = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)\n", re.M | re.S)
_MARGIN: Final = re.compile(r"^[ \t]+|\n+(?=\n)", re.MULTILINE)


class PackError(Exception):
    """A module is not written in the style that can be packed."""


@dataclass(slots=True)
class _Pack:
    root: Path
    bodies: list[str] = field(default_factory=list)
    imports: dict[str, None] = field(default_factory=dict)
    seen: set[Path] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Appends the module after those it imports; each comes once."""
        if path in self.seen:
            return
        self.seen.add(path)
        source = path.read_text(encoding="utf-8")
        for what, target in _imports(source):
            found = (path.parent / target).resolve()
            if found.is_relative_to(self.root / "vendor"):
                name = found.relative_to(self.root).as_posix()
                self.imports[f'import {what} from "/assets/{name}";'] = None
            elif " as " in what:
                raise PackError(f"{path.name}: a renamed import cannot be packed")
            else:
                self.add(found)
        body = _IMPORT.sub("", source)
        body = _EXPORT.sub("", _EXPORT_LIST.sub("", body))
        self._own_names(path.name, body)
        self.bodies.append(_MARGIN.sub("", _COMMENT.sub("", body)).strip())

    def _own_names(self, name: str, body: str) -> None:
        left = re.search(r"^(?:import|export)\b.*", body, re.MULTILINE)
        if left:
            raise PackError(f"{name}: cannot read {left.group()!r}")
        for match in _TOP_NAME.finditer(body):
            owner = self.owners.setdefault(match["name"], name)
            if owner != name:
                raise PackError(f"{name} and {owner} both name {match['name']!r}")


def _imports(source: str) -> Iterator[tuple[str, str]]:
    for match in _IMPORT.finditer(source):
        yield re.sub(r"\s+", " ", match["what"] or ""), match["path"]


def pack(entry: Path, root: Path) -> str:
    """The entry module and all it imports as one; vendored ones stay imports.

    Args:
        entry: the module that a page would load.
        root: the folder that /assets/ stands for; third-party code is in `vendor`.

    Raises:
        PackError: a module cannot be packed; the message names it.
    """
    packed = _Pack(root.resolve())
    packed.add(entry.resolve())
    return "\n".join([*packed.imports, *packed.bodies, ""])

"""What putting script files in would do, and what forbids it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.script_life import Content, always_speakable
from handoff.domain.script_merge import CONFLICTS, Held, Step, plan
from handoff.linter import Severity
from handoff.services.linting import lint_variant
from handoff.services.script_checks import speaks
from handoff.storage import script_library as library
from handoff.storage.script_files import (
    DOMAIN,
    Shipped,
    lines_of,
    read_files,
    shipped_from,
)
from handoff.storage.script_uses import SYSTEM
from handoff.storage.scripts import read_held


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a file cannot be put in as it is: where, and for what reason."""

    file: str
    line: int
    variant: str
    reason: str


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What putting files in would do: steps by variant, refusals, conflicts."""

    steps: dict[str, Step]
    refusals: list[Refusal]
    conflicts: list[str]


async def check_import(desk: Desk, files: list[Path] | None) -> Outlook:
    """What `import_scripts` would do, without doing it.

    Raises:
        PolicyFileError: a file is malformed, or an id occurs twice.
    """
    paths = paths_of(desk, files)
    shipped = read_scripts(paths)
    now = desk.clock.now()

    def read(connection: Connection) -> Outlook:
        scope = scope_of(connection, shipped, whole=files is None)
        held = read_held(connection, now)
        contents = contents_of(shipped)
        steps = plan(contents, held, scope=scope)
        places = _places(paths)
        refusals = [
            *_ill_worded(desk, shipped, steps, places),
            *_left_speechless(desk, connection, shipped, steps, held, places),
        ]
        conflicts = [name for name, step in steps.items() if step in CONFLICTS]
        return Outlook(steps=steps, refusals=refusals, conflicts=conflicts)

    return await desk.reader.read(read)


def paths_of(desk: Desk, files: list[Path] | None) -> list[Path]:
    """The files given, or all that the desk reads at its start."""
    return files or sorted((desk.settings.content_dir / "scripts").glob("*.yml"))


def read_scripts(paths: list[Path]) -> Shipped:
    """What the files hold.

    Raises:
        PolicyFileError: a file is malformed, or an id occurs twice.
    """
    return shipped_from(list(read_files(paths)))


def contents_of(shipped: Shipped) -> dict[str, Content]:
    return {
        name: content
        for script in shipped.scripts
        for name, content in script.variants.items()
    }


def scope_of(connection: Connection, shipped: Shipped, *, whole: bool) -> set[str]:
    """The variants that the files speak for: theirs, or all that stand in files."""
    of_files = {script.id for script in shipped.scripts}
    areas = {
        script.script_id: script.area for script in library.read_scripts(connection)
    }
    return {
        row.variant_id
        for row in library.read_variants(connection)
        if row.script_id in of_files or (whole and areas[row.script_id] != DOMAIN)
    }


def _places(paths: list[Path]) -> dict[str, tuple[str, int]]:
    return {
        name: (str(path), line)
        for path in paths
        for name, line in lines_of(path).items()
    }


def _ill_worded(
    desk: Desk,
    shipped: Shipped,
    steps: dict[str, Step],
    places: dict[str, tuple[str, int]],
) -> Iterator[Refusal]:
    for script in shipped.scripts:
        for name, content in script.variants.items():
            if steps[name] not in (Step.ADD, Step.CHANGE):
                continue
            report = lint_variant(
                desk.linter,
                desk.policies,
                script=script.id,
                purpose=script.purpose,
                text=content.text,
                buttons=content.buttons,
                when=content.when,
                locale=content.locale,
                channel=content.channel,
            )
            for found in report.findings:
                if found.severity is Severity.ERROR:
                    words = content.text[found.start : found.end][:60]
                    reason = f"{found.reason} [{words}]"
                    yield _refusal(name, reason, places)


def _left_speechless(
    desk: Desk,
    connection: Connection,
    shipped: Shipped,
    steps: dict[str, Step],
    held: dict[str, Held],
    places: dict[str, tuple[str, int]],
) -> Iterator[Refusal]:
    """Scripts that rules speak, and that would have nothing left to say."""
    contents = contents_of(shipped)
    siblings: dict[str, list[str]] = {}
    for row in library.read_variants(connection):
        siblings.setdefault(row.script_id, []).append(row.variant_id)
    for script in shipped.scripts:
        known = siblings.setdefault(script.id, [])
        known += [name for name in script.variants if name not in known]
    for script_id, names in siblings.items():
        gone = [name for name in names if steps.get(name) is Step.RETIRE]
        changed = [n for n in names if steps.get(n) in (Step.ADD, Step.CHANGE)]
        spoken = speaks(desk, script_id)
        if not spoken or not (gone or changed):
            continue
        after = [
            contents[name] if name in changed else held[name].live
            for name in names
            if name not in gone and (name in changed or name in held)
        ]
        said = [content for content in after if content is not None]
        if not always_speakable(said, filled=script_id.startswith(SYSTEM)):
            reason = (
                f"{script_id} is spoken by {spoken[0]}: a wording without condition "
                "and without placeholders must stay"
            )
            yield _refusal((gone or changed)[0], reason, places)


def _refusal(name: str, reason: str, places: dict[str, tuple[str, int]]) -> Refusal:
    file, line = places.get(name, ("files", 0))
    return Refusal(file=file, line=line, variant=name, reason=reason)

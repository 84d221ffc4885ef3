"""Scripts between the desk and files: written out, and put in."""

from pathlib import Path

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.script_life import Content, Source, live_of
from handoff.errors import Conflict
from handoff.services.script_outlook import (
    check_import,
    paths_of,
    read_scripts,
    scope_of,
)
from handoff.services.scripts import refresh
from handoff.storage import script_library as library
from handoff.storage import script_rows as rows
from handoff.storage.script_files import DOMAIN, ShippedScript
from handoff.storage.script_yaml import write_folder
from handoff.storage.scripts import Taken, keep_base, read_held, take_over
from handoff.storage.unit import Unit


async def export_scripts(desk: Desk, folder: Path) -> list[str]:
    """The folder's files say what is published now; those that did are untouched.

    Returns:
        The names of the files that were written.
    """
    areas = await desk.reader.read(lambda connection: _areas(connection, desk))
    written = write_folder(folder, areas)
    if _is_own(desk, folder):
        await desk.writer.change(lambda unit: _keep_bases(unit, areas))
    return written


def _is_own(desk: Desk, folder: Path) -> bool:
    """Whether the folder is the one that the desk reads at its start."""
    return folder.resolve() == (desk.settings.content_dir / "scripts").resolve()


async def import_scripts(desk: Desk, files: list[Path] | None) -> Taken:
    """What the files say is published, but where people have gone on: it is offered.

    Raises:
        PolicyFileError: a file is malformed, or an id occurs twice.
        Conflict: the linter finds errors, or a script that rules speak would have
            nothing left to say; nothing changed.
    """
    outlook = await check_import(desk, files)
    if outlook.refusals:
        first = outlook.refusals[0]
        raise Conflict(f"{first.file}:{first.line}: {first.variant}: {first.reason}")
    shipped = read_scripts(paths_of(desk, files))

    def change(unit: Unit) -> Taken:
        scope = scope_of(unit.sql(), shipped, whole=files is None)
        return take_over(
            unit.sql(), shipped, now=unit.now, source=Source.IMPORTED, scope=scope
        )

    taken = await desk.writer.change(change)
    await refresh(desk)
    return taken


def _areas(connection: Connection, desk: Desk) -> dict[str, list[ShippedScript]]:
    """What is said now, by the file that it belongs to."""
    now = desk.clock.now()
    revisions = rows.revisions_of(connection)
    variants: dict[str, dict[str, Content]] = {}
    for row in library.read_variants(connection):
        live = live_of(revisions.get(row.variant_id, []), now)
        if live is not None:
            variants.setdefault(row.script_id, {})[row.variant_id] = live.content
    areas: dict[str, list[ShippedScript]] = {}
    for script in library.read_scripts(connection):
        if script.area == DOMAIN:
            continue  # it stands in domain.yml
        areas.setdefault(script.area, [])
        if script.script_id in variants:
            areas[script.area].append(
                ShippedScript(
                    id=script.script_id,
                    purpose=script.purpose,
                    area=script.area,
                    variants=variants[script.script_id],
                )
            )
    return areas


def _keep_bases(unit: Unit, areas: dict[str, list[ShippedScript]]) -> None:
    said = {
        name: content
        for scripts in areas.values()
        for script in scripts
        for name, content in script.variants.items()
    }
    for name, held in read_held(unit.sql(), unit.now).items():
        if held.base != said.get(name):
            keep_base(unit.sql(), name, said.get(name))

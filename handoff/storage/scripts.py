"""Scripts: what is published now, and how new shipped files are taken over."""

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from handoff.domain.script import Published, Variant
from handoff.domain.script_life import (
    Content,
    Revision,
    Source,
    State,
    live_of,
    next_change,
)
from handoff.storage import script_rows as rows
from handoff.storage.script_files import Shipped, ShippedScript
from handoff.storage.tables import (
    meta,
    script_revisions,
    script_variants,
)
from handoff.storage.tables import scripts as script_table
from handoff.storage.types import encode_json

SHIPPED_KEY = "scripts_shipped"
GONE = {"gone": True}
"""Offered for a variant that our files no longer hold."""


class Current(NamedTuple):
    """What is said now, until when at the latest, and after how many changes."""

    published: Published
    until: datetime | None
    changes: int


class Taken(msgspec.Struct):
    """What became of the shipped variants, by their ids."""

    added: list[str] = []
    changed: list[str] = []
    retired: list[str] = []
    offered: list[str] = []


def read_current(connection: Connection, now: datetime) -> Current:
    """The scripts that are said at this moment."""
    found: dict[str, list[Revision]] = {}
    script_of: dict[str, str] = {}
    query = (
        select(script_revisions, script_variants.c.script_id)
        .join(
            script_variants,
            script_variants.c.variant_id == script_revisions.c.variant_id,
        )
        .join(script_table, script_table.c.script_id == script_variants.c.script_id)
        .where(script_revisions.c.state == State.PUBLISHED.value)
        .order_by(script_table.c.place, script_variants.c.place)
    )
    for row in connection.execute(query):
        found.setdefault(row.variant_id, []).append(rows.revision(row))
        script_of[row.variant_id] = row.script_id
    scripts: dict[str, list[Variant]] = {}
    for variant_id, revisions in found.items():
        live = live_of(revisions, now)
        if live is not None:
            said = live.content.variant(variant_id)
            scripts.setdefault(script_of[variant_id], []).append(said)
    version = hashlib.sha256(encode_json(scripts).encode()).hexdigest()[:16]
    every = [one for revisions in found.values() for one in revisions]
    return Current(
        Published(version, scripts), next_change(every, now), rows.changes(connection)
    )


def shipped_version(connection: Connection) -> str | None:
    """The version of the shipped files that was taken over last."""
    return connection.scalar(select(meta.c.value).where(meta.c.key == SHIPPED_KEY))


def take_over(connection: Connection, shipped: Shipped, *, now: datetime) -> Taken:
    """Our files are taken over, but where a person has worked they are only offered.

    A variant that nobody has touched follows the files: added, changed, retired. One
    with a person's revision keeps what it says, and the new wording waits for a
    decision. A wording that a person has already given it needs none.
    """
    taken = Taken()
    _keep_scripts(connection, shipped)
    known = {
        row.variant_id: row for row in connection.execute(select(script_variants)).all()
    }
    revisions = rows.revisions_of(connection)
    seen: set[str] = set()
    for script in shipped.scripts:
        for place, (name, content) in enumerate(script.variants.items()):
            seen.add(name)
            if name not in known:
                rows.add_variant(connection, name, script.id, place=place)
                _publish(connection, name, content, now=now)
                taken.added.append(name)
            else:
                held = revisions.get(name, [])
                _meet(connection, known[name], held, content, taken, now=now)
    for name, row in known.items():
        if name not in seen and row.shipped is not None:
            _lose(connection, row, revisions.get(name, []), taken, now=now)
    _note_version(connection, shipped.version)
    if taken != Taken():
        rows.count_change(connection)
    return taken


def _keep_scripts(connection: Connection, shipped: Shipped) -> None:
    known = set(connection.scalars(select(script_table.c.script_id)))
    for place, script in enumerate(shipped.scripts):
        values = _script_values(script, place)
        if script.id in known:
            connection.execute(
                update(script_table)
                .where(script_table.c.script_id == script.id)
                .values(**values)
            )
        else:
            connection.execute(
                insert(script_table).values(script_id=script.id, **values)
            )


def _script_values(script: ShippedScript, place: int) -> dict[str, Any]:
    return {"purpose": script.purpose, "area": script.area, "place": place}


def _meet(
    connection: Connection,
    row: Row[Any],
    revisions: list[Revision],
    content: Content,
    taken: Taken,
    *,
    now: datetime,
) -> None:
    """A variant that exists meets the files' wording of it."""
    name = row.variant_id
    if row.shipped is not None and rows.as_content(row.shipped) == content:
        _set(connection, name, offered=None)
        return
    live = live_of(revisions, now)
    if live is not None and live.content == content:
        _set(connection, name, shipped=rows.plain(content), offered=None)
    elif _untouched(revisions):
        _publish(connection, name, content, now=now)
        taken.changed.append(name)
    else:
        _set(connection, name, offered=rows.plain(content))
        taken.offered.append(name)


def _lose(
    connection: Connection,
    row: Row[Any],
    revisions: list[Revision],
    taken: Taken,
    *,
    now: datetime,
) -> None:
    """A variant that came from our files is no longer in them."""
    if _untouched(revisions):
        rows.retire_published(connection, row.variant_id, now=now)
        _set(connection, row.variant_id, shipped=None, offered=None)
        taken.retired.append(row.variant_id)
    elif live_of(revisions, now) is None:
        _set(connection, row.variant_id, shipped=None, offered=None)
    else:
        _set(connection, row.variant_id, offered=GONE)
        taken.offered.append(row.variant_id)


def _untouched(revisions: list[Revision]) -> bool:
    return all(one.source is Source.SHIPPED for one in revisions)


def _publish(
    connection: Connection, name: str, content: Content, *, now: datetime
) -> None:
    rows.add_revision(
        connection, name, content, state=State.PUBLISHED, source=Source.SHIPPED, now=now
    )
    _set(connection, name, shipped=rows.plain(content), offered=None)


def _set(connection: Connection, variant_id: str, **values: Any) -> None:
    connection.execute(
        update(script_variants)
        .where(script_variants.c.variant_id == variant_id)
        .values(**values)
    )


def _note_version(connection: Connection, version: str) -> None:
    if shipped_version(connection) is None:
        connection.execute(insert(meta).values(key=SHIPPED_KEY, value=version))
    else:
        connection.execute(
            update(meta).where(meta.c.key == SHIPPED_KEY).values(value=version)
        )

"""Scripts: what is published now, and how new shipped files are taken over."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from handoff.domain.script import Published, Variant
from handoff.domain.script_life import (
    Content,
    Revision,
    Source,
    State,
    live_of,
    next_change,
    open_of,
)
from handoff.domain.script_merge import CONFLICTS, Held, Step, plan
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
    """What became of the variants of the files, by their ids."""

    added: list[str] = []
    changed: list[str] = []
    retired: list[str] = []
    offered: list[str] = []

    def note(self, name: str, step: Step) -> None:
        """The step was taken with the variant."""
        if step is Step.ADD:
            self.added.append(name)
        elif step is Step.CHANGE:
            self.changed.append(name)
        elif step is Step.RETIRE:
            self.retired.append(name)
        elif step in CONFLICTS:
            self.offered.append(name)


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


def take_over(
    connection: Connection,
    shipped: Shipped,
    *,
    now: datetime,
    source: Source = Source.SHIPPED,
    scope: Collection[str] | None = None,
) -> Taken:
    """The files are taken over, but where a person has worked they are only offered.

    A wording that is said as the files last had it follows them: added, changed,
    retired. Where a person has gone on, what is said stays, and the files' wording
    waits for a decision.
    """
    taken = Taken()
    _keep_scripts(connection, shipped, whole=scope is None)
    files = {
        name: (script.id, place, content)
        for script in shipped.scripts
        for place, (name, content) in enumerate(script.variants.items())
    }
    contents = {name: content for name, (_, _, content) in files.items()}
    for name, step in plan(contents, read_held(connection, now), scope=scope).items():
        if step is Step.ADD:
            script_id, place, _ = files[name]
            rows.add_variant(connection, name, script_id, place=place)
        _take(connection, name, step, contents.get(name), source=source, now=now)
        taken.note(name, step)
    if scope is None:
        _note_version(connection, shipped.version)
    if taken != Taken():
        rows.count_change(connection)
    return taken


def read_held(connection: Connection, now: datetime) -> dict[str, Held]:
    """Every variant with what is said of it, and what the files last had."""
    revisions = rows.revisions_of(connection)
    found: dict[str, Held] = {}
    for row in connection.execute(select(script_variants)):
        own = revisions.get(row.variant_id, [])
        live = live_of(own, now)
        found[row.variant_id] = Held(
            live.content if live else None,
            None if row.shipped is None else rows.as_content(row.shipped),
            open_of(own) is not None,
        )
    return found


def keep_base(connection: Connection, variant_id: str, content: Content | None) -> None:
    """The files hold this wording of the variant now; None: they lack it."""
    base = None if content is None else rows.plain(content)
    _set(connection, variant_id, shipped=base, offered=None)


def _take(
    connection: Connection,
    name: str,
    step: Step,
    content: Content | None,
    *,
    source: Source,
    now: datetime,
) -> None:
    if step in (Step.ADD, Step.CHANGE) and content is not None:
        rows.add_revision(
            connection, name, content, state=State.PUBLISHED, source=source, now=now
        )
    elif step is Step.RETIRE:
        rows.retire_published(connection, name, now=now)
    elif step is Step.OFFER and content is not None:
        _set(connection, name, offered=rows.plain(content))
        return
    elif step is Step.OFFER_END:
        _set(connection, name, offered=GONE)
        return
    keep_base(connection, name, content)


def _keep_scripts(connection: Connection, shipped: Shipped, *, whole: bool) -> None:
    known = set(connection.scalars(select(script_table.c.script_id)))
    for place, script in enumerate(shipped.scripts):
        values = _script_values(script, place)
        if script.id in known and not whole:
            continue  # single files say nothing of the order of all
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

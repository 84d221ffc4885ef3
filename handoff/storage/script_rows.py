"""Variants and their revisions: between rows and values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from handoff.domain.script_life import Content, Revision, Source, State
from handoff.storage.tables import (
    meta,
    script_remarks,
    script_revisions,
    script_variants,
)

CHANGES_KEY = "scripts_changes"
"""Counts the changes, so that a running desk notices those of a command beside it."""


def plain(content: Content) -> dict[str, Any]:
    """The content as the database keeps it."""
    built: dict[str, Any] = msgspec.to_builtins(content)
    return built


def as_content(stored: Any) -> Content:
    """The content as it was kept."""
    return msgspec.convert(stored, Content)


def revision(row: Row[Any]) -> Revision:
    """The revision of a row."""
    return Revision(
        id=row.revision_id,
        variant_id=row.variant_id,
        number=row.number,
        state=State(row.state),
        content=as_content(row.content),
        source=Source(row.source),
        edits=row.edits,
        author_id=row.author_id,
        author=row.author_name,
        created_at=row.created_at,
        changed_at=row.changed_at,
        publisher=row.publisher_name,
        publish_at=row.publish_at,
        retire_at=row.retire_at,
        note=row.note,
    )


def revisions_of(
    connection: Connection, variant_ids: Iterable[str] | None = None
) -> dict[str, list[Revision]]:
    """Every revision, oldest first, by variant; of all variants when none is named."""
    query = select(script_revisions).order_by(script_revisions.c.revision_id)
    if variant_ids is not None:
        query = query.where(script_revisions.c.variant_id.in_(list(variant_ids)))
    found: dict[str, list[Revision]] = {}
    for row in connection.execute(query):
        found.setdefault(row.variant_id, []).append(revision(row))
    return found


def add_variant(
    connection: Connection, variant_id: str, script_id: str, *, place: int | None = None
) -> None:
    """The variant exists, at the end of its script unless a place is given."""
    v = script_variants.c
    if place is None:
        last = connection.scalar(
            select(func.max(v.place)).where(v.script_id == script_id)
        )
        place = 0 if last is None else last + 1
    connection.execute(
        insert(script_variants).values(
            variant_id=variant_id, script_id=script_id, place=place
        )
    )


def add_revision(
    connection: Connection,
    variant_id: str,
    content: Content,
    *,
    state: State,
    source: Source,
    now: datetime,
    author_id: str | None = None,
    author: str | None = None,
    publisher: str | None = None,
    note: str = "",
) -> int:
    """The content is the variant's next revision; what is published is said from now.

    Returns:
        The revision's number.
    """
    r = script_revisions.c
    last = connection.scalar(
        select(func.max(r.number)).where(r.variant_id == variant_id)
    )
    number = (last or 0) + 1
    connection.execute(
        insert(script_revisions).values(
            variant_id=variant_id,
            number=number,
            state=state.value,
            content=plain(content),
            source=source.value,
            edits=1,
            author_id=author_id,
            author_name=author,
            created_at=now,
            changed_at=now,
            publisher_name=publisher,
            publish_at=now if state is State.PUBLISHED else None,
            note=note,
        )
    )
    return number


def change_revision(
    connection: Connection, changed: Revision, *, now: datetime, **values: Any
) -> None:
    """The revision's row has these values, and counts one more edit."""
    connection.execute(
        update(script_revisions)
        .where(script_revisions.c.revision_id == changed.id)
        .values(edits=changed.edits + 1, changed_at=now, **values)
    )


def retire_published(
    connection: Connection, variant_id: str, *, now: datetime, note: str = ""
) -> None:
    """Nothing of the variant is published any more."""
    r = script_revisions.c
    values: dict[str, Any] = {"state": State.RETIRED.value, "changed_at": now}
    if note:
        values["note"] = note
    connection.execute(
        update(script_revisions)
        .where(r.variant_id == variant_id, r.state == State.PUBLISHED.value)
        .values(**values)
    )


def remarks_of(connection: Connection, revision_ids: list[int]) -> list[Row[Any]]:
    """What was remarked on these revisions, oldest first."""
    m = script_remarks.c
    query = select(script_remarks).where(m.revision_id.in_(revision_ids))
    return list(connection.execute(query.order_by(m.remark_id)))


def count_change(connection: Connection) -> None:
    """A running desk will notice that scripts have changed."""
    known = changes(connection)
    if known == 0:
        connection.execute(insert(meta).values(key=CHANGES_KEY, value="1"))
    else:
        connection.execute(
            update(meta).where(meta.c.key == CHANGES_KEY).values(value=str(known + 1))
        )


def changes(connection: Connection) -> int:
    """How often scripts were changed until now."""
    query = select(meta.c.value).where(meta.c.key == CHANGES_KEY)
    return int(connection.scalar(query) or 0)

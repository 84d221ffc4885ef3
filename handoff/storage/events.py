"""The log: reading it back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Integer, and_, bindparam, func, select

from handoff.domain.event import Author, AuthorKind, Event, EventType, Visibility
from handoff.storage.prepared import Prepared
from handoff.storage.tables import conversations, events, memories

_COLUMNS = (
    events.c.position,
    events.c.conversation_id,
    events.c.seq,
    events.c.type,
    events.c.at,
    events.c.author_kind,
    events.c.author_id,
    events.c.author_name,
    events.c.visibility,
    events.c.data,
)

# A dictionary is several times as quick as calling an enumeration.
_TYPES: Final = {one.value: one for one in EventType}
_KINDS: Final = {one.value: one for one in AuthorKind}
_VISIBILITIES: Final = {one.value: one for one in Visibility}

_FROM_CUSTOMER = and_(
    events.c.type == EventType.MESSAGE_CREATED.value,
    events.c.author_kind == AuthorKind.CUSTOMER.value,
)

_SINCE: Final = Prepared(
    select(*_COLUMNS)
    .where(
        events.c.conversation_id == bindparam("conversation"),
        events.c.seq > bindparam("since"),
    )
    .order_by(events.c.seq)
    .limit(bindparam("most", type_=Integer))
)
_PUBLIC_SINCE: Final = Prepared(
    select(*_COLUMNS)
    .where(
        events.c.conversation_id == bindparam("conversation"),
        events.c.seq > bindparam("since"),
        events.c.visibility == Visibility.PUBLIC.value,
    )
    .order_by(events.c.seq)
    .limit(bindparam("most", type_=Integer))
)


def read_since(
    connection: Connection,
    conversation_id: str,
    *,
    since: int,
    limit: int,
    internal: bool,
) -> list[Event]:
    """The conversation's events after `since`, oldest first, at most `limit`."""
    query = _SINCE if internal else _PUBLIC_SINCE
    return _events(
        query.rows(connection, conversation=conversation_id, since=since, most=limit)
    )


def read_messages(
    connection: Connection, conversation_id: str, *, until: int | None = None
) -> list[Event]:
    """Every message of the conversation, notes too, up to seq `until`."""
    query = (
        select(*_COLUMNS)
        .where(
            events.c.conversation_id == conversation_id,
            events.c.type == EventType.MESSAGE_CREATED.value,
        )
        .order_by(events.c.seq)
    )
    if until is not None:
        query = query.where(events.c.seq <= until)
    return _events(connection.execute(query))


_AT: Final = Prepared(
    select(*_COLUMNS).where(
        events.c.conversation_id == bindparam("conversation_id"),
        events.c.seq == bindparam("at"),
    )
)


def read_one(connection: Connection, conversation_id: str, seq: int) -> Event | None:
    """The event at that place."""
    rows = _AT.rows(connection, conversation_id=conversation_id, at=seq)
    return next(iter(_events(rows)), None)


def read_unrated(
    connection: Connection, conversation_id: str, *, limit: int
) -> list[Event]:
    """The customer's messages after the last one that was rated, oldest first."""
    rated_seq = (
        select(memories.c.rated_seq)
        .where(memories.c.conversation_id == conversation_id)
        .scalar_subquery()
    )
    return _events(
        connection.execute(
            select(*_COLUMNS)
            .where(
                events.c.conversation_id == conversation_id,
                events.c.seq > func.coalesce(rated_seq, 0),
                _FROM_CUSTOMER,
            )
            .order_by(events.c.seq)
            .limit(limit)
        )
    )


def conversations_with_unrated(connection: Connection) -> list[str]:
    """The conversations that wait for or are with people and hold unrated messages."""
    c = conversations.c
    rated = memories.c.rated_seq
    rows = connection.scalars(
        select(c.conversation_id)
        .outerjoin(memories, memories.c.conversation_id == c.conversation_id)
        .where(
            c.status.in_(("queued", "assigned")),
            select(events.c.seq)
            .where(
                events.c.conversation_id == c.conversation_id,
                events.c.seq > func.coalesce(rated, 0),
                _FROM_CUSTOMER,
            )
            .exists(),
        )
    )
    return list(rows)


def last_word_to_customer(
    connection: Connection, conversation_id: str
) -> datetime | None:
    """When somebody last said something that the customer can read."""
    found: datetime | None = connection.scalar(
        select(events.c.at)
        .where(
            events.c.conversation_id == conversation_id,
            events.c.type == EventType.MESSAGE_CREATED.value,
            events.c.author_kind != AuthorKind.CUSTOMER.value,
            events.c.visibility == Visibility.PUBLIC.value,
        )
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    return found


def last_position(connection: Connection) -> int:
    """The position of the newest event of all."""
    return connection.scalar(select(func.max(events.c.position))) or 0


def _events(rows: Iterable[Any]) -> list[Event]:
    return [
        Event(
            position,
            conversation_id,
            seq,
            _TYPES[type_],
            at,
            Author(_KINDS[kind], author_id, author_name),
            _VISIBILITIES[visibility],
            data,
        )
        for (
            position,
            conversation_id,
            seq,
            type_,
            at,
            kind,
            author_id,
            author_name,
            visibility,
            data,
        ) in rows
    ]

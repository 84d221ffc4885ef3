"""Conversation rows: how the writer reads and writes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from handoff.domain.conversation import Conversation, OwnerKind, Status
from handoff.storage.lookups import CONVERSATION_COLUMNS
from handoff.storage.prepared import Prepared, Row
from handoff.storage.statements import MOVE_COLUMNS
from handoff.storage.tables import conversations

Snapshot = tuple[int, int, str | None, int]
"""Epoch, last seq, topic and sealed seq: every change of a row changes one of them."""


def from_row(row: Sequence[Any]) -> Conversation:
    """The conversation of a row read by `CONVERSATION_COLUMNS`."""
    named = dict(zip(CONVERSATION_COLUMNS, row, strict=True))
    named["status"] = Status(named["status"])
    named["owner_kind"] = OwnerKind(named["owner_kind"])
    return Conversation(**named)


def snapshot(conversation: Conversation) -> Snapshot:
    """What tells whether the row must be written."""
    return (
        conversation.epoch,
        conversation.last_seq,
        conversation.topic,
        conversation.sealed_seq,
    )


def advance_row(conversation: Conversation, before: Snapshot) -> Row:
    """The row of `Statements.advance`: only the log has grown."""
    return (
        conversation.conversation_id,
        before[0],
        before[1],
        conversation.last_seq,
        conversation.message_count,
        conversation.chain,
    )


def move_row(conversation: Conversation, before: Snapshot) -> Row:
    """The row of `Statements.move`: the owner or the topic has changed."""
    values = (getattr(conversation, column) for column in MOVE_COLUMNS)
    return (conversation.conversation_id, *before[:2], *values)


_ADD: Final = Prepared(
    insert(conversations).values(
        {name: bindparam(name) for name in ("created_at", *CONVERSATION_COLUMNS)}
    )
)


def add(connection: Connection, conversation: Conversation, *, now: datetime) -> None:
    """The conversation has a row."""
    values = {column: getattr(conversation, column) for column in CONVERSATION_COLUMNS}
    _ADD.change(connection, created_at=now, **values)


_READ: Final = Prepared(
    select(*(conversations.c[name] for name in CONVERSATION_COLUMNS)).where(
        conversations.c.conversation_id == bindparam("conversation_id")
    )
)


def read(connection: Connection, conversation_id: str) -> Conversation | None:
    """The conversation as a reader sees it."""
    row = _READ.first(connection, conversation_id=conversation_id)
    return None if row is None else from_row(row)


_FIND_OPEN: Final = Prepared(
    select(conversations.c.conversation_id).where(
        conversations.c.customer_id == bindparam("customer_id"),
        conversations.c.status != Status.CLOSED.value,
    )
)


def find_open(connection: Connection, customer_id: str) -> str | None:
    """The id of the customer's conversation that is not closed."""
    found = _FIND_OPEN.first(connection, customer_id=customer_id)
    return None if found is None else str(found[0])

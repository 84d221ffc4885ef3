"""Follow-ups: their rows."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, insert, select, update

from handoff.domain.follow_up import FollowUp, FollowUpState
from handoff.storage.case_tables import complaints, follow_ups
from handoff.storage.tables import conversations

_OPEN = follow_ups.c.state.in_((FollowUpState.WAITING.value, FollowUpState.ASKED.value))


def add(connection: Connection, one: FollowUp) -> None:
    """The follow-up waits for its moment."""
    connection.execute(insert(follow_ups).values(**msgspec.structs.asdict(one)))


def change(connection: Connection, one: FollowUp) -> None:
    """The follow-up is as given."""
    connection.execute(
        update(follow_ups)
        .where(follow_ups.c.follow_up_id == one.follow_up_id)
        .values(**msgspec.structs.asdict(one))
    )


def read(connection: Connection, follow_up_id: str) -> FollowUp | None:
    """The follow-up of that id."""
    return _first(
        connection,
        select(follow_ups).where(follow_ups.c.follow_up_id == follow_up_id),
    )


def read_open(connection: Connection, conversation_id: str) -> FollowUp | None:
    """The conversation's follow-up that waits or was asked."""
    return _first(
        connection,
        select(follow_ups).where(
            follow_ups.c.conversation_id == conversation_id, _OPEN
        ),
    )


def read_by_token(connection: Connection, token_hash: str) -> FollowUp | None:
    """The follow-up that the link's token opens."""
    return _first(
        connection, select(follow_ups).where(follow_ups.c.token_hash == token_hash)
    )


def read_latest(connection: Connection, conversation_id: str) -> FollowUp | None:
    """The conversation's newest follow-up."""
    return _first(
        connection,
        select(follow_ups)
        .where(follow_ups.c.conversation_id == conversation_id)
        .order_by(follow_ups.c.due_at.desc(), follow_ups.c.follow_up_id.desc())
        .limit(1),
    )


def asked_of(connection: Connection, customer_id: str) -> str | None:
    """The customer's conversation in which a follow-up was asked, the newest such."""
    found: str | None = connection.scalar(
        select(follow_ups.c.conversation_id)
        .join(
            conversations,
            conversations.c.conversation_id == follow_ups.c.conversation_id,
        )
        .where(
            conversations.c.customer_id == customer_id,
            follow_ups.c.state == FollowUpState.ASKED.value,
        )
        .order_by(follow_ups.c.asked_at.desc())
        .limit(1)
    )
    return found


def answers_since(
    connection: Connection, since: datetime
) -> list[tuple[FollowUp, str | None]]:
    """The follow-ups asked since then with their cases' references, newest first."""
    rows = connection.execute(
        select(follow_ups, complaints.c.reference)
        .outerjoin(complaints, complaints.c.complaint_id == follow_ups.c.complaint_id)
        .where(follow_ups.c.asked_at >= since)
        .order_by(follow_ups.c.asked_at.desc(), follow_ups.c.follow_up_id)
    )
    return [(_follow_up(row), row.reference) for row in rows]


def _first(connection: Connection, query: Select[Any]) -> FollowUp | None:
    row = connection.execute(query).first()
    return None if row is None else _follow_up(row)


def _follow_up(row: Row[*tuple[Any, ...]]) -> FollowUp:
    # SQLAlchemy's names are strings of a kind of their own, which msgspec refuses.
    named = {str(name): value for name, value in row._mapping.items()}
    return msgspec.convert(named, FollowUp)

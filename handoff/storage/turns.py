"""Bot turns: their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from handoff.domain.turn import TurnState
from handoff.storage.tables import turns

_OPEN = (TurnState.PENDING.value, TurnState.CALLING.value)


def next_open(
    connection: Connection, conversation_id: str
) -> Row[*tuple[Any, ...]] | None:
    """The conversation's oldest unfinished turn."""
    return connection.execute(
        select(turns)
        .where(turns.c.conversation_id == conversation_id, turns.c.state.in_(_OPEN))
        .order_by(turns.c.seq_in)
        .limit(1)
    ).first()


def state_of(connection: Connection, turn_id: str) -> str | None:
    """How far the turn is."""
    return connection.scalar(select(turns.c.state).where(turns.c.turn_id == turn_id))


def begin(connection: Connection, turn_id: str, *, attempt: int) -> None:
    """The bot is being asked, for that time; a turn that is over stays so."""
    connection.execute(
        update(turns)
        .where(turns.c.turn_id == turn_id, turns.c.state.in_(_OPEN))
        .values(state=TurnState.CALLING.value, attempt=attempt)
    )


def finish(
    connection: Connection,
    turn_id: str,
    *,
    state: TurnState,
    now: datetime,
    error: str | None = None,
) -> None:
    """The turn is over that way."""
    connection.execute(
        update(turns)
        .where(turns.c.turn_id == turn_id)
        .values(state=state.value, finished_at=now, error=error)
    )


def discard_open(
    connection: Connection, conversation_id: str, *, now: datetime
) -> None:
    """The conversation has no unfinished turn: the bot does not own it any more."""
    connection.execute(
        update(turns)
        .where(turns.c.conversation_id == conversation_id, turns.c.state.in_(_OPEN))
        .values(state=TurnState.DISCARDED.value, finished_at=now)
    )


def conversations_with_open(connection: Connection) -> Sequence[str]:
    """The conversations that have an unfinished turn, the oldest first."""
    rows = connection.scalars(
        select(turns.c.conversation_id)
        .where(turns.c.state.in_(_OPEN))
        .order_by(turns.c.created_at)
    )
    return list(dict.fromkeys(rows))


def is_running(connection: Connection, conversation_id: str) -> bool:
    """Whether the bot owes the conversation an answer."""
    return next_open(connection, conversation_id) is not None

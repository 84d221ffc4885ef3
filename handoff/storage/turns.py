"""Bot turns: their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from handoff.domain.conversation import Status
from handoff.domain.turn import Turn, TurnState
from handoff.storage.prepared import Prepared
from handoff.storage.tables import (
    conversations,
    customers,
    events,
    memories,
    turns,
)

_OPEN = (TurnState.PENDING.value, TurnState.CALLING.value)

_THIS = turns.c.turn_id == bindparam("key")
# Not `in_`, which is written out anew for each run.
_IS_OPEN = or_(*(turns.c.state == state for state in _OPEN))
_STATE: Final = Prepared(select(turns.c.state).where(_THIS))
_BEGIN: Final = Prepared(
    update(turns)
    .where(_THIS, _IS_OPEN)
    .values(state=TurnState.CALLING.value, attempt=bindparam("attempt"))
)
_FINISH: Final = Prepared(
    update(turns)
    .where(_THIS)
    .values({name: bindparam(name) for name in ("state", "finished_at", "error")})
)


_NEXT: Final = Prepared(
    select(
        turns.c.turn_id,
        turns.c.seq_in,
        turns.c.attempt,
        turns.c.created_at,
        conversations.c.epoch,
        events.c.data,
        memories.c.slots,
        customers.c.name,
        customers.c.locale,
        customers.c.page_url,
    )
    .select_from(turns)
    .join(conversations, conversations.c.conversation_id == turns.c.conversation_id)
    .join(customers, customers.c.customer_id == conversations.c.customer_id)
    .join(
        events,
        and_(
            events.c.conversation_id == turns.c.conversation_id,
            events.c.seq == turns.c.seq_in,
        ),
    )
    .outerjoin(memories, memories.c.conversation_id == turns.c.conversation_id)
    .where(
        turns.c.conversation_id == bindparam("key"),
        conversations.c.status == Status.BOT.value,
        _IS_OPEN,
    )
    .order_by(turns.c.seq_in)
    .limit(1)
)
_WAITS: Final = Prepared(
    select(turns.c.turn_id)
    .where(turns.c.conversation_id == bindparam("key"), _IS_OPEN)
    .limit(1)
)


def next_open(connection: Connection, conversation_id: str) -> Turn | None:
    """The oldest unfinished turn of a conversation that the bot owns, to be asked."""
    row = _NEXT.first(connection, key=conversation_id)
    if row is None:
        return None
    turn_id, seq_in, attempt, asked_at, epoch, said, slots, *about = row
    return Turn(
        turn_id=turn_id,
        conversation_id=conversation_id,
        seq_in=seq_in,
        epoch=epoch,
        attempt=attempt + 1,
        asked_at=asked_at,
        text=said["text"],
        slots={
            **(slots or {}),
            **dict(zip(("customer_name", "locale", "page_url"), about, strict=True)),
        },
    )


def state_of(connection: Connection, turn_id: str) -> str | None:
    """How far the turn is."""
    row = _STATE.first(connection, key=turn_id)
    return None if row is None else str(row[0])


def begin(connection: Connection, turn_id: str, *, attempt: int) -> None:
    """The bot is being asked, for that time; a turn that is over stays so."""
    _BEGIN.change(connection, key=turn_id, attempt=attempt)


def finish(
    connection: Connection,
    turn_id: str,
    *,
    state: TurnState,
    now: datetime,
    error: str | None = None,
) -> None:
    """The turn is over that way."""
    _FINISH.change(
        connection, key=turn_id, state=state.value, finished_at=now, error=error
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
    return _WAITS.first(connection, key=conversation_id) is not None

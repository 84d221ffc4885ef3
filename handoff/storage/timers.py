"""Timers are rows: what is due survives a restart."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from handoff.storage.tables import timers

FIRST_RESPONSE = "first_response"


def start(
    connection: Connection,
    timer_id: str,
    *,
    conversation_id: str,
    handoff_id: str,
    kind: str,
    due_at: datetime,
) -> None:
    """The timer waits for its moment."""
    connection.execute(
        insert(timers).values(
            timer_id=timer_id,
            conversation_id=conversation_id,
            handoff_id=handoff_id,
            kind=kind,
            generation=1,
            due_at=due_at,
            state="waiting",
        )
    )


def settle(
    connection: Connection, handoff_id: str, *, kind: str, state: str, now: datetime
) -> None:
    """The handoff's timer of that kind, if it still waits, is `met` or `cancelled`."""
    connection.execute(
        update(timers)
        .where(
            timers.c.handoff_id == handoff_id,
            timers.c.kind == kind,
            timers.c.state == "waiting",
        )
        .values(state=state, settled_at=now)
    )

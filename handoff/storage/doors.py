"""Doors: what waiting customers were offered, chose and were promised."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from handoff.storage.tables import doors, handoffs

Door = Row[*tuple[Any, ...]]


def add(connection: Connection, **values: Any) -> None:
    """The customer has been asked which door they would like."""
    connection.execute(insert(doors).values(state="asked", tries=0, **values))


def read_open(connection: Connection, handoff_id: str | None) -> Door | None:
    """The handoff's door that is asked about or promised."""
    query = select(doors).where(
        doors.c.handoff_id == handoff_id, doors.c.state.in_(("asked", "open"))
    )
    return connection.execute(query).first()


def read(connection: Connection, door_id: str) -> Door | None:
    """The door."""
    return connection.execute(select(doors).where(doors.c.door_id == door_id)).first()


def read_latest(connection: Connection, conversation_id: str) -> Door | None:
    """The conversation's newest door that was chosen."""
    return connection.execute(
        select(doors)
        .where(doors.c.conversation_id == conversation_id, doors.c.kind.is_not(None))
        .order_by(doors.c.made_at.desc(), doors.c.door_id.desc())
        .limit(1)
    ).first()


def change(connection: Connection, door_id: str, **values: Any) -> None:
    """The door's columns have these values."""
    connection.execute(update(doors).where(doors.c.door_id == door_id).values(**values))


def conversations_with_asked(connection: Connection) -> Sequence[str]:
    """Conversations in which the customer's choice is awaited."""
    query = select(doors.c.conversation_id).where(doors.c.state == "asked")
    return connection.scalars(query).all()


def having_doors(
    connection: Connection, conversation_ids: Sequence[str]
) -> Sequence[str]:
    """Those of the conversations that have or had a door."""
    query = select(doors.c.conversation_id).distinct()
    found = query.where(doors.c.conversation_id.in_(conversation_ids))
    return connection.scalars(found).all()


def may_choose(connection: Connection, conversation_id: str) -> bool:
    """Whether the customer of the conversation may choose a door, or another one."""
    query = select(doors.c.door_id).where(
        doors.c.conversation_id == conversation_id,
        doors.c.state.in_(("asked", "open")),
    )
    return connection.scalar(query) is not None


def calls_by_slot(
    connection: Connection, team_id: str, *, since: datetime
) -> dict[datetime, int]:
    """How many call-backs are promised for the team, by the start of their slot."""
    rows = connection.execute(
        select(doors.c.due_at, func.count().label("calls"))
        .join(handoffs, handoffs.c.handoff_id == doors.c.handoff_id)
        .where(
            doors.c.state == "open",
            doors.c.kind == "call_back",
            doors.c.due_at >= since,
            handoffs.c.team_id == team_id,
        )
        .group_by(doors.c.due_at)
    )
    return {row.due_at: row.calls for row in rows}

"""Handoffs, packets, assignments: their rows, and the order of the queue."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from handoff.domain.event import EventType
from handoff.domain.handoff import HandoffStatus
from handoff.storage.tables import (
    assignments,
    events,
    handoffs,
    packets,
    teams,
)


def add(connection: Connection, **values: Any) -> None:
    """The handoff waits in its team's queue."""
    connection.execute(
        insert(handoffs).values(status=HandoffStatus.QUEUED.value, note="", **values)
    )


def add_packet(
    connection: Connection,
    handoff_id: str,
    *,
    conversation_id: str,
    body: dict[str, Any],
    now: datetime,
) -> None:
    """The handoff's packet is sealed; nothing changes it any more."""
    connection.execute(
        insert(packets).values(
            handoff_id=handoff_id,
            conversation_id=conversation_id,
            sealed_at=now,
            body=body,
        )
    )


def read(connection: Connection, handoff_id: str) -> Row[*tuple[Any, ...]] | None:
    """The handoff with its team's name."""
    return connection.execute(
        select(handoffs, teams.c.name.label("team_name"))
        .join(teams, teams.c.team_id == handoffs.c.team_id)
        .where(handoffs.c.handoff_id == handoff_id)
    ).first()


def read_latest(
    connection: Connection, conversation_id: str
) -> Row[*tuple[Any, ...]] | None:
    """The conversation's newest handoff with its team's name."""
    return connection.execute(
        select(handoffs, teams.c.name.label("team_name"))
        .join(teams, teams.c.team_id == handoffs.c.team_id)
        .where(handoffs.c.conversation_id == conversation_id)
        .order_by(handoffs.c.arrival.desc())
        .limit(1)
    ).first()


def read_packet(connection: Connection, handoff_id: str) -> dict[str, Any] | None:
    """The handoff's packet as it was sealed."""
    body: dict[str, Any] | None = connection.scalar(
        select(packets.c.body).where(packets.c.handoff_id == handoff_id)
    )
    return body


def take(
    connection: Connection,
    handoff: Row[Any],
    *,
    agent_id: str,
    agent_name: str,
    now: datetime,
) -> bool:
    """Whether the handoff is the agent's now: false when it no longer waited."""
    changed = connection.execute(
        update(handoffs)
        .where(
            handoffs.c.handoff_id == handoff.handoff_id,
            handoffs.c.status == HandoffStatus.QUEUED.value,
        )
        .values(
            status=HandoffStatus.ACCEPTED.value,
            agent_id=agent_id,
            agent_name=agent_name,
            accepted_at=now,
            waited_ms=int((now - handoff.queued_at).total_seconds() * 1000),
            offered_to=None,
        )
    )
    return changed.rowcount == 1


def change(connection: Connection, handoff_id: str, **values: Any) -> None:
    """The handoff's columns have these values."""
    connection.execute(
        update(handoffs).where(handoffs.c.handoff_id == handoff_id).values(**values)
    )


def read_queued(connection: Connection, handoff_id: str) -> dict[str, Any]:
    """The data of the newest event that put the handoff into a queue."""
    conversation_id = (
        select(handoffs.c.conversation_id)
        .where(handoffs.c.handoff_id == handoff_id)
        .scalar_subquery()
    )
    found: dict[str, Any] | None = connection.scalar(
        select(events.c.data)
        .where(
            events.c.conversation_id == conversation_id,
            events.c.type == EventType.HANDOFF_QUEUED.value,
        )
        .order_by(events.c.seq.desc())
        .limit(1)
    )
    return found or {}


def end(
    connection: Connection,
    handoff_id: str,
    *,
    status: HandoffStatus,
    outcome: str | None,
    note: str,
    now: datetime,
) -> None:
    """The handoff has ended that way."""
    connection.execute(
        update(handoffs)
        .where(handoffs.c.handoff_id == handoff_id)
        .values(status=status.value, outcome=outcome, note=note, ended_at=now)
    )


def assign(
    connection: Connection,
    assignment_id: str,
    *,
    handoff_id: str,
    conversation_id: str,
    agent_id: str,
    from_seq: int,
    now: datetime,
) -> None:
    """The agent holds the conversation from that seq on."""
    connection.execute(
        insert(assignments).values(
            assignment_id=assignment_id,
            handoff_id=handoff_id,
            conversation_id=conversation_id,
            agent_id=agent_id,
            from_seq=from_seq,
            started_at=now,
        )
    )


def unassign(
    connection: Connection, conversation_id: str, *, to_seq: int, now: datetime
) -> None:
    """Nobody holds the conversation after that seq."""
    connection.execute(
        update(assignments)
        .where(
            assignments.c.conversation_id == conversation_id,
            assignments.c.ended_at.is_(None),
        )
        .values(to_seq=to_seq, ended_at=now)
    )

"""Handoffs, packets, assignments: their rows, and the order of the queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, tuple_, update

from handoff.domain.handoff import HandoffStatus
from handoff.storage.tables import (
    assignments,
    handoffs,
    packets,
    people,
    teams,
)

_ORDER = (handoffs.c.rank, handoffs.c.due_at, handoffs.c.arrival)
"""The queue: priority, then due time, then arrival."""


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
    connection: Connection, handoff_id: str, *, agent_id: str, agent_name: str, now: Any
) -> bool:
    """Whether the handoff is the agent's now: false when it no longer waited."""
    queued_at = connection.scalar(
        select(handoffs.c.queued_at).where(handoffs.c.handoff_id == handoff_id)
    )
    if queued_at is None:
        return False
    waited = int((now - queued_at).total_seconds() * 1000)
    changed = connection.execute(
        update(handoffs)
        .where(
            handoffs.c.handoff_id == handoff_id,
            handoffs.c.status == HandoffStatus.QUEUED.value,
        )
        .values(
            status=HandoffStatus.ACCEPTED.value,
            agent_id=agent_id,
            agent_name=agent_name,
            accepted_at=now,
            waited_ms=waited,
        )
    )
    return changed.rowcount == 1


def set_rank(
    connection: Connection,
    handoff_id: str,
    *,
    priority: str,
    rank: int,
    due_at: datetime,
) -> None:
    """The handoff has this place in the order of the queue."""
    connection.execute(
        update(handoffs)
        .where(handoffs.c.handoff_id == handoff_id)
        .values(priority=priority, rank=rank, due_at=due_at)
    )


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


def position_of(connection: Connection, handoff: Row[*tuple[Any, ...]]) -> int:
    """The waiting handoff's place in its team's queue, from 1."""
    before = connection.scalar(
        select(func.count()).where(
            handoffs.c.team_id == handoff.team_id,
            handoffs.c.status == HandoffStatus.QUEUED.value,
            tuple_(*_ORDER)
            < tuple_(handoff.rank, handoff.due_at, handoff.arrival, types=_TYPES),
        )
    )
    return 1 + (before or 0)


def read_queue(
    connection: Connection, team_ids: Sequence[str] | None, *, first: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who waits for these teams, or for any: in the order of the queue."""
    query = (
        select(handoffs.c.handoff_id, handoffs.c.conversation_id, handoffs.c.team_id)
        .where(handoffs.c.status == HandoffStatus.QUEUED.value)
        .order_by(*_ORDER)
        .limit(first)
    )
    if team_ids is not None:
        query = query.where(handoffs.c.team_id.in_(team_ids))
    return connection.execute(query).all()


def recent_waits(connection: Connection, team_id: str, *, count: int) -> list[int]:
    """How long the team's latest pick-ups took, in milliseconds, newest first."""
    rows = connection.scalars(
        select(handoffs.c.waited_ms)
        .where(handoffs.c.team_id == team_id, handoffs.c.accepted_at.is_not(None))
        .order_by(handoffs.c.accepted_at.desc())
        .limit(count)
    )
    return [waited for waited in rows if waited is not None]


def name_of(connection: Connection, person_id: str) -> str | None:
    """The person's name."""
    return connection.scalar(
        select(people.c.name).where(people.c.person_id == person_id)
    )


_TYPES = [column.type for column in _ORDER]

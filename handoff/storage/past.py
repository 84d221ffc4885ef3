"""Handoffs of the past as they were asked for, read from their packets."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.trial import Past
from handoff.storage.tables import handoffs, packets


def read_past(connection: Connection, *, since: datetime, most: int) -> list[Past]:
    """The newest handoffs since then, newest first, at most so many."""
    rows = connection.execute(
        select(
            handoffs.c.handoff_id,
            handoffs.c.conversation_id,
            handoffs.c.reason,
            handoffs.c.skill,
            handoffs.c.signal,
            handoffs.c.queued_at,
            packets.c.body,
        )
        .join(packets, packets.c.handoff_id == handoffs.c.handoff_id)
        .where(handoffs.c.queued_at >= since)
        .order_by(handoffs.c.arrival.desc())
        .limit(most)
    )
    return [_past(row) for row in rows]


def teams_with_open(connection: Connection) -> set[str]:
    """The teams for which somebody waits, or with which somebody talks."""
    open_ones = handoffs.c.status.in_(("queued", "accepted"))
    return set(
        connection.scalars(select(handoffs.c.team_id).distinct().where(open_ones))
    )


def _past(row: Row[*tuple[Any, ...]]) -> Past:
    return Past(
        handoff_id=row.handoff_id,
        conversation_id=row.conversation_id,
        request=HandoffRequest(
            reason=Reason(row.reason),
            skill=row.skill,
            signal=row.signal,
            topic=(row.body.get("topic") or {}).get("id"),
        ),
        rating=row.body.get("rating"),
        queued_at=row.queued_at,
    )

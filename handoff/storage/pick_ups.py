"""Pick-ups: how each wait went beside what had been promised."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from handoff.domain.waits import PickUp
from handoff.storage.tables import pick_ups


def add(
    connection: Connection,
    handoff: Row[Any],
    *,
    person_id: str,
    now: datetime,
) -> None:
    """The wait of this handoff is over: its length and its promise are on record."""
    connection.execute(
        insert(pick_ups).values(
            handoff_id=handoff.handoff_id,
            team_id=handoff.team_id,
            person_id=person_id,
            priority=handoff.priority,
            at=now,
            waited_ms=int((now - handoff.queued_at).total_seconds() * 1000),
            ahead=handoff.ahead,
            low=handoff.wait_low or 0,
            high=handoff.wait_high or 0,
        )
    )


def recent(connection: Connection, team_id: str, *, count: int) -> list[PickUp]:
    """The team's latest pick-ups, newest first."""
    rows = connection.execute(
        select(*_COLUMNS)
        .where(pick_ups.c.team_id == team_id)
        .order_by(pick_ups.c.at.desc(), pick_ups.c.pick_up_id.desc())
        .limit(count)
    )
    return [PickUp(*row) for row in rows]


def since(
    connection: Connection, moment: datetime, *, team_ids: Sequence[str] | None
) -> list[tuple[str, PickUp]]:
    """Every pick-up since then that had a promise, by team, oldest first."""
    query = (
        select(pick_ups.c.team_id, *_COLUMNS)
        .where(pick_ups.c.at >= moment, pick_ups.c.high > 0)
        .order_by(pick_ups.c.pick_up_id)
    )
    if team_ids is not None:
        query = query.where(pick_ups.c.team_id.in_(team_ids))
    return [(team_id, PickUp(*rest)) for team_id, *rest in connection.execute(query)]


_COLUMNS = (
    pick_ups.c.waited_ms,
    pick_ups.c.ahead,
    pick_ups.c.priority,
    pick_ups.c.low,
    pick_ups.c.high,
)

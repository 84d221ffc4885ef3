"""The line of those who wait: its order, its first, and how many stand before one."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, func, select, tuple_

from handoff.domain.handoff import HandoffStatus
from handoff.domain.ranking import Rank
from handoff.storage.tables import handoffs

MOST_COUNTED: Final = 1000
"""Places that are counted one by one; whoever stands further back reads this one."""

STEP: Final = 25
"""Rows read at once of a line that may be very long."""

_ORDER = (handoffs.c.rank, handoffs.c.due_at, handoffs.c.arrival)
"""The queue: priority, then due time, then arrival."""
_TYPES = [column.type for column in _ORDER]
_WAITING = and_(
    handoffs.c.status == HandoffStatus.QUEUED.value,
    # Somebody who is to be called at a set time stands in no line before.
    handoffs.c.not_before.is_(None),
)
_LAST: Final = 2**62
"""The arrival of somebody who has not arrived yet: after everybody."""


def count_ahead(connection: Connection, team_id: str, rank: Rank) -> int:
    """How many of the team's line are served before this rank, MOST_COUNTED at most."""
    before = (
        select(handoffs.c.handoff_id)
        .where(
            handoffs.c.team_id == team_id,
            _WAITING,
            tuple_(*_ORDER) < tuple_(*rank, types=_TYPES),
        )
        .limit(MOST_COUNTED)
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(before)) or 0


def count_ahead_of_new(
    connection: Connection, team_id: str, *, rank: int, due_at: datetime
) -> int:
    """How many will be served before somebody who joins the line now."""
    return count_ahead(connection, team_id, Rank(rank, due_at, _LAST))


def rank_of(handoff: Row[Any]) -> Rank:
    """The stored place of a handoff."""
    return Rank(handoff.rank, handoff.due_at, handoff.arrival)


def read_first(
    connection: Connection, team_ids: Sequence[str] | None, *, first: int
) -> list[Row[Any]]:
    """The first who wait for these teams, or for any: in the order of the queue.

    Each team's line is read from its own index, however long the others are.
    """
    if team_ids is None:
        return list(connection.execute(_line().limit(first)))
    return list(islice(_merged(connection, _line(), team_ids), first))


def read_unoffered(
    connection: Connection, team_ids: Sequence[str]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Those who wait for these teams and are offered to nobody, in order, lazily."""
    unasked = _line().where(handoffs.c.offered_to.is_(None))
    yield from _merged(connection, unasked, team_ids)


def count_waiting(connection: Connection) -> dict[str, tuple[int, datetime]]:
    """For each team that anybody waits for: how many, and since when the first does."""
    rows = connection.execute(
        select(handoffs.c.team_id, func.count(), func.min(handoffs.c.queued_at))
        .where(_WAITING)
        .group_by(handoffs.c.team_id)
    )
    return {team_id: (count, since) for team_id, count, since in rows}


def _line() -> Select[Any]:
    return (
        select(
            handoffs.c.handoff_id,
            handoffs.c.conversation_id,
            handoffs.c.team_id,
            handoffs.c.priority,
            handoffs.c.skill,
            handoffs.c.language,
            handoffs.c.tier,
            handoffs.c.widened,
            *_ORDER,
        )
        .where(_WAITING)
        .order_by(*_ORDER)
    )


def _merged(
    connection: Connection, query: Select[Any], team_ids: Sequence[str]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The teams' lines as one, lazily: no more is read than is asked for."""
    lines = [
        connection.execute(
            query.where(handoffs.c.team_id == team_id),
            execution_options={"yield_per": STEP},
        )
        for team_id in team_ids
    ]
    try:
        yield from heapq.merge(*lines, key=rank_of)
    finally:
        for line in lines:
            line.close()

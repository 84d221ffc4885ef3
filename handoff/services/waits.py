"""Waits: what a customer is told of theirs, and how often that held."""

import math
from collections.abc import Sequence

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.views import Wait
from handoff.domain.waits import PickUp
from handoff.domain.waits import expect_wait as expect
from handoff.storage import pick_ups


def expect_wait(
    connection: Connection,
    desk: Desk,
    team_id: str,
    *,
    priority: str | None,
    ahead: int,
) -> Wait:
    """The range that a customer of this team, with so many ahead, is told now."""
    policy, recent = desk.policies.desk.wait, _recent(connection, desk, team_id)
    wait = expect(recent, priority=priority, ahead=ahead, policy=policy)
    return _once_open(desk, wait, team_id, priority)


def expect_waits(
    connection: Connection, desk: Desk, team_id: str, *, priorities: Sequence[str]
) -> list[Wait]:
    """The ranges of those at the head of the team's line, by their priorities."""
    policy, recent = desk.policies.desk.wait, _recent(connection, desk, team_id)
    waits = [
        (expect(recent, priority=priority, ahead=ahead, policy=policy), priority)
        for ahead, priority in enumerate(priorities)
    ]
    return [_once_open(desk, wait, team_id, priority) for wait, priority in waits]


def _once_open(desk: Desk, wait: Wait, team_id: str, priority: str | None) -> Wait:
    """Out of hours the wait begins when people are back; danger waits for nobody."""
    if priority in desk.policies.doors.offer.never:
        return wait
    now = desk.clock.now()
    opens = desk.policies.time.team_calendar(team_id).next_open(now)
    closed = math.ceil((opens - now).total_seconds())
    return Wait(wait.low + closed, wait.high + closed) if closed else wait


def _recent(connection: Connection, desk: Desk, team_id: str) -> list[PickUp]:
    # Twice as many as are used, so that a priority's own may be enough.
    count = desk.policies.desk.wait.samples_used * 2
    return pick_ups.recent(connection, team_id, count=count)

"""Waits: what a customer is told of theirs, and how often that held."""

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
    return expect(recent, priority=priority, ahead=ahead, policy=policy)


def expect_waits(
    connection: Connection, desk: Desk, team_id: str, *, priorities: Sequence[str]
) -> list[Wait]:
    """The ranges of those at the head of the team's line, by their priorities."""
    policy, recent = desk.policies.desk.wait, _recent(connection, desk, team_id)
    return [
        expect(recent, priority=priority, ahead=ahead, policy=policy)
        for ahead, priority in enumerate(priorities)
    ]


def _recent(connection: Connection, desk: Desk, team_id: str) -> list[PickUp]:
    # Twice as many as are used, so that a priority's own may be enough.
    count = desk.policies.desk.wait.samples_used * 2
    return pick_ups.recent(connection, team_id, count=count)

"""While nobody is there: what customers read, and how long a wait is then."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from handoff.desk import Desk
from handoff.domain.principal import Customer, Role
from handoff.services import conversations, policies
from handoff.services.waits import expect_wait
from tests.support.builders import an_agent, queued
from tests.support.doors import KEEP, answer
from tests.support.logs import log_of
from tests.support.time_policies import with_hours


async def test_out_of_hours_a_customer_reads_when_people_are_back(
    working: Desk, ada: Customer
) -> None:
    alex = await an_agent(working, "Alex", role=Role.ADMIN, teams=[])
    found = await policies.read_policy(working, alex, name="calendars.yml")
    await policies.change_policy(
        working,
        alex,
        name="calendars.yml",
        text=found.text.replace("default: always", "default: office"),
        version=0,
        note="office hours",
    )

    conversation_id, _ = await queued(working, ada)
    await answer(working, ada, KEEP, "door_keep_done")

    log = await log_of(working, conversation_id)
    closed = next(e for e in log if e.data.get("code") == "doors_closed")
    kept = next(e for e in log if e.data.get("code") == "door_keep_done")
    assert "Monday 23 November, 09:00" in closed.data["text"]
    # Four hours of working time, with the break between.
    assert "Monday 23 November, 14:00" in kept.data["text"]
    snapshot = await conversations.customer_snapshot(
        working, ada, conversation_id=conversation_id
    )
    assert snapshot.handoff is not None
    assert snapshot.handoff.due == datetime(2026, 11, 23, 14, tzinfo=UTC)


async def test_out_of_hours_a_wait_begins_when_people_are_back_but_danger_never_waits(
    working: Desk,
) -> None:
    working.policies = msgspec.structs.replace(
        working.policies, time=with_hours("office")
    )
    closed = (datetime(2026, 11, 23, 9, tzinfo=UTC) - working.clock.now()).seconds
    team = working.policies.routing.teams[0].id

    def wait(priority: str | None) -> Any:
        return working.reader.read(
            lambda connection: expect_wait(
                connection, working, team, priority=priority, ahead=0
            )
        )

    usual, danger = await wait("P2"), await wait("P0")
    assert danger == working.policies.desk.wait.default
    # A day and three hours; what has begun of a second counts.
    assert usual.high - danger.high == 24 * 3600 + closed + 1
    assert working.words.wait(usual) == "27 to 28 hours"

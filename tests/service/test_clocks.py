"""Clocks of a running desk: kept behind the log, stepped once, shown to agents only."""

from functools import partial

import pytest
from sqlalchemy import select

from handoff.desk import Desk
from handoff.domain.clock import Clock, ClockState
from handoff.domain.event import Event, EventType
from handoff.domain.ledger import Ledger
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.service_levels import Action
from handoff.services import handoffs, timer_firing
from handoff.services.clock_actions import ACTIONS
from handoff.services.clocks import follow_log
from handoff.storage import ledgers
from handoff.storage.tables import timers as timer_rows
from tests.support.builders import SETTLED, an_agent, queued, reply, say
from tests.support.clock import ManualClock
from tests.support.clocks import keep, stored
from tests.support.logs import log_of, queued_item
from tests.support.timing import fire_all


async def recomputed(desk: Desk, conversation_id: str) -> list[Clock]:
    """All clocks, from the log alone."""
    ledger = Ledger()
    await desk.reader.read(
        lambda connection: follow_log(
            connection, desk.timeline, conversation_id, ledger
        )
    )
    return [*ledger.ended, *ledger.clocks]


async def of_type(desk: Desk, conversation_id: str, *types: EventType) -> list[Event]:
    """The events of these types."""
    return [e for e in await log_of(desk, conversation_id) if e.type in types]


async def test_clocks_run_from_the_queueing_and_agree_with_the_queue(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, _ = await queued(desk, ada)
    await keep(desk)

    clocks = await stored(desk, conversation_id)
    item = await queued_item(desk, maya, conversation_id)
    assert set(clocks) == {"first_response", "resolution"}
    assert clocks["first_response"].due_at == item.due_at


async def test_stored_clocks_equal_those_of_the_log_to_the_millisecond(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    await keep(desk)
    clock.advance(61.001)
    taken = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await reply(desk, maya, conversation_id, taken.epoch)
    for seconds in (12.345, 500.002, 86_400):
        clock.advance(seconds)
        await fire_all(desk)
        await say(desk, ada, "And now?", conversation_id=conversation_id)
        await keep(desk)
        clock.advance(3.999)
        await reply(desk, maya, conversation_id, taken.epoch)
    await handoffs.resolve(
        desk,
        maya,
        conversation_id=conversation_id,
        epoch=taken.epoch,
        given=SETTLED,
        note="",
    )
    await keep(desk)

    kept = await desk.reader.read(
        partial(ledgers.read_clocks, conversation_id=conversation_id, ended=True)
    )
    anew = await recomputed(desk, conversation_id)

    def order(one: Clock) -> tuple[str, int]:
        return one.kind, one.number

    assert len(kept) >= 5
    assert sorted(kept, key=order) == sorted(anew, key=order)
    assert {one.state for one in kept} <= {ClockState.MET, ClockState.CANCELLED}


async def test_overdue_first_response_warns_then_raises_the_priority_and_alerts(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    await an_agent(desk, "Grace", role=Role.SUPERVISOR, teams=[])
    conversation_id, _ = await queued(desk, ada)
    await keep(desk)
    before = await queued_item(desk, maya, conversation_id)

    clock.advance(45 * 60)
    await fire_all(desk)
    [warned] = await of_type(desk, conversation_id, EventType.CLOCK_WARNED)
    clock.advance(15 * 60)
    await fire_all(desk)
    await fire_all(desk)

    [breached] = await of_type(desk, conversation_id, EventType.CLOCK_BREACHED)
    [alert] = await of_type(desk, conversation_id, EventType.ALERT_RAISED)
    after = await queued_item(desk, maya, conversation_id)
    assert (warned.data["kind"], warned.data["step"]) == ("first_response", 0)
    assert breached.data["do"] == ["raise_priority", "alert"]
    assert (before.priority, after.priority) == ("P4", "P3")
    assert after.due_at == before.due_at
    assert alert.data["clock"] == "first_response"
    assert [person["name"] for person in alert.data["people"]] == ["Grace"]
    found = await stored(desk, conversation_id)
    assert found["first_response"].breached_at == before.due_at


async def test_answer_that_nobody_has_followed_yet_still_stops_the_step(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    await keep(desk)
    taken = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    clock.advance(44 * 60)
    await reply(desk, maya, conversation_id, taken.epoch)
    clock.advance(60 * 60)

    await fire_all(desk)

    steps = (EventType.CLOCK_WARNED, EventType.CLOCK_BREACHED)
    kinds = [e.data["kind"] for e in await of_type(desk, conversation_id, *steps)]
    assert "first_response" not in kinds


async def test_long_silence_of_the_desk_takes_every_step_once(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, _ = await queued(desk, ada)
    await keep(desk)
    clock.advance(400 * 86_400)

    await fire_all(desk)
    await fire_all(desk)

    steps = (EventType.CLOCK_WARNED, EventType.CLOCK_BREACHED)
    taken = [
        (e.data["kind"], e.data["step"])
        for e in await of_type(desk, conversation_id, *steps)
    ]
    assert sorted(taken) == [
        ("first_response", 0),
        ("first_response", 1),
        ("first_response", 2),
        ("resolution", 0),
        ("resolution", 1),
    ]


async def test_first_response_that_was_given_has_no_timer_left(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    await keep(desk)
    taken = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await reply(desk, maya, conversation_id, taken.epoch)
    await keep(desk)

    query = select(timer_rows.c.subject_id).where(
        timer_rows.c.state == "waiting", timer_rows.c.kind == "clock"
    )
    waiting = await desk.reader.read(lambda connection: list(connection.scalars(query)))
    assert waiting == [f"{conversation_id}:resolution:1"]


async def test_step_of_a_stale_lease_leaves_no_trace(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, _ = await queued(desk, ada)
    await keep(desk)
    clock.advance(86_400)
    old = await timer_firing.take_lease(desk)
    await timer_firing.take_lease(desk)

    with pytest.raises(timer_firing.LeaseLost):
        await timer_firing.fire_due(desk, fence=old)

    assert not await of_type(desk, conversation_id, EventType.CLOCK_BREACHED)


async def test_first_response_that_nobody_gives_climbs_at_last(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id, _ = await queued(desk, ada)
    await keep(desk)
    clock.advance(2 * 60 * 60)

    await fire_all(desk)

    [moved] = await of_type(desk, conversation_id, EventType.HANDOFF_TRANSFERRED)
    assert (moved.data["how"], moved.data["to"]["tier"]) == ("climb", 2)
    assert moved.data["reason"] == "First response is overdue"
    clocks = await stored(desk, conversation_id)
    assert clocks["first_response"].number == 1


def test_every_action_that_a_policy_may_name_is_carried_out() -> None:
    assert set(ACTIONS) == set(Action)

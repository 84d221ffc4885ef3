"""Call-backs: promised in a slot, in line when it begins, tried again."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person
from handoff.domain.service_levels import Level
from handoff.errors import IllegalTransition
from handoff.services import (
    call_backs,
    handoffs,
    queue,
)
from handoff.services.clocks import catch_up
from tests.support.builders import say
from tests.support.clock import ManualClock
from tests.support.doors import (
    CALL,
    a_slot,
    asked,
    booked,
    busy_at_work,
    customer,
    door_of,
    is_listed,
    listed,
)
from tests.support.logs import codes, log_of, until_code
from tests.support.waiting import until


@pytest.fixture
async def busy(desk: Desk) -> AsyncIterator[Desk]:
    """A desk at work where every customer would wait too long."""
    async with busy_at_work(desk) as working:
        yield working


async def test_a_call_back_stands_in_line_only_when_its_slot_begins(
    busy: Desk, clock: ManualClock, ada: Customer, maya: Person
) -> None:
    conversation_id, _ = await asked(busy, ada)
    done = await booked(busy, ada)

    door = await door_of(busy, maya, conversation_id)
    assert (door.kind, door.phone) == ("call_back", "+44 20 7946 0018")
    assert door.due_at is not None
    assert door.until == door.due_at + timedelta(minutes=30)
    assert "+44 20 7946 0018" in done.data["text"]
    assert conversation_id not in await listed(busy, maya)
    assert await queue.read_item(busy, maya, conversation_id=conversation_id) is None

    clock.advance((door.due_at - busy.clock.now()).total_seconds())
    await until(lambda: is_listed(busy, maya, conversation_id))


async def test_no_clock_runs_out_before_the_time_that_the_customer_chose(
    busy: Desk, clock: ManualClock, ada: Customer
) -> None:
    conversation_id, _ = await asked(busy, ada)
    await booked(busy, ada)

    clock.advance(40 * 60)
    await until_code(busy, conversation_id, "door_call_done")
    await say(busy, ada, "See you then")
    ledger = await busy.writer.change(
        lambda unit: catch_up(busy, unit, conversation_id)
    )

    assert not list(ledger.running(Level.FIRST_RESPONSE))
    types = [event.type for event in await log_of(busy, conversation_id)]
    assert EventType.CLOCK_BREACHED not in types


async def test_who_is_not_reached_is_called_again_as_often_as_the_policy_says(
    busy: Desk, clock: ManualClock, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await asked(busy, ada)
    await booked(busy, ada)
    for tries in (1, 2, 3):
        door = await door_of(busy, maya, conversation_id)
        assert door.due_at is not None
        clock.advance((door.due_at - busy.clock.now()).total_seconds())
        await until(lambda: is_listed(busy, maya, conversation_id))
        taken = await handoffs.accept(busy, maya, handoff_id=handoff_id)
        await call_backs.note_call(
            busy,
            maya,
            conversation_id=conversation_id,
            epoch=taken.epoch,
            reached=False,
        )
        after = await door_of(busy, maya, conversation_id)
        assert after.tries == tries
        if tries < 3:
            assert after.due_at is not None
            assert after.due_at >= busy.clock.now() + timedelta(minutes=60)
            assert conversation_id not in await listed(busy, maya)

    log = await log_of(busy, conversation_id)
    assert after.state == "missed"
    assert codes(log).count("call_missed") == 2
    assert codes(log)[-1] == "call_given_up"


async def test_another_slot_can_be_chosen_and_the_first_is_free_again(
    busy: Desk, clock: ManualClock, ada: Customer, maya: Person
) -> None:
    conversation_id, _ = await asked(busy, ada)
    await booked(busy, ada)
    first = await door_of(busy, maya, conversation_id)
    said = (await say(busy, ada, CALL)).seq

    async def asked_again() -> bool:
        log = await log_of(busy, conversation_id)
        return any(e.seq > said and e.data.get("code") == "door_slot" for e in log)

    await until(asked_again)
    log = await log_of(busy, conversation_id)
    buttons = next(e.data["buttons"] for e in reversed(log) if "buttons" in e.data)
    await say(busy, ada, buttons[-1]["text"])

    async def moved() -> bool:
        door = await door_of(busy, maya, conversation_id)
        return door.state == "open" and door.due_at != first.due_at

    await until(moved)
    assert conversation_id not in await listed(busy, maya)


async def test_who_is_reached_is_called_no_more(
    busy: Desk, clock: ManualClock, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await asked(busy, ada)
    await booked(busy, ada)
    door = await door_of(busy, maya, conversation_id)
    assert door.due_at is not None
    clock.advance((door.due_at - busy.clock.now()).total_seconds())
    await until(lambda: is_listed(busy, maya, conversation_id))
    taken = await handoffs.accept(busy, maya, handoff_id=handoff_id)
    given = {"conversation_id": conversation_id, "epoch": taken.epoch}

    await call_backs.note_call(busy, maya, **given, reached=True)

    assert (await door_of(busy, maya, conversation_id)).state == "kept"
    with pytest.raises(IllegalTransition):
        await call_backs.note_call(busy, maya, **given, reached=True)


async def test_a_slot_holds_only_so_many_calls(
    busy: Desk, ada: Customer, maya: Person
) -> None:
    first = await a_slot(busy, ada)
    other = [await customer(busy, name) for name in ("Bea", "Cyd")]
    second = await a_slot(busy, other[0])
    third = await a_slot(busy, other[1])

    assert first == second != third

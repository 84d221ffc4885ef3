"""Timers: each one's effect happens once, never early, whatever fails around it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from handoff.desk import Desk
from handoff.domain.timer import Subject, Timer
from handoff.jobs import timers as scanner
from handoff.services import timer_effects, timer_firing, timers
from handoff.services.timer_firing import ATTEMPTS, BATCH, LeaseLost
from handoff.storage import records
from handoff.storage.tables import audit
from handoff.storage.timers import read_dead
from handoff.storage.unit import Unit
from tests.support.clock import ManualClock
from tests.support.timing import ABOUT, fire_all, start_timer, states
from tests.support.waiting import until


class Effects:
    """Writes down what fired, and fails when it is told to."""

    def __init__(self) -> None:
        self.fired: list[str] = []
        self.broken: set[str] = set()

    def apply(self, _desk: Desk, unit: Unit, timer: Timer) -> None:
        """The timer is noted, in the audit log and here."""
        records.note_action(
            unit.sql(),
            None,
            "probe.fire",
            object_kind="probe",
            object_id=timer.subject.id,
            at=unit.now,
        )
        if timer.subject.id in self.broken:
            raise RuntimeError("told to fail")
        self.fired.append(timer.subject.id)


@pytest.fixture
def effects(monkeypatch: pytest.MonkeyPatch) -> Effects:
    """The effect of timers of the kind `probe`."""
    made = Effects()
    monkeypatch.setitem(timer_effects.FIRED, "probe", made.apply)
    return made


@asynccontextmanager
async def scanning(desk: Desk) -> AsyncIterator[None]:
    """The scanner runs inside the block."""
    task = asyncio.create_task(scanner.scan_timers(desk))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def noted(desk: Desk) -> list[str]:
    """Whom the audit log names, in order: what was really committed."""
    query = select(audit.c.object_id).where(audit.c.verb == "probe.fire")
    return await desk.reader.read(lambda connection: list(connection.scalars(query)))


async def test_a_timer_fires_once_and_never_before_its_moment(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    await start_timer(desk, seconds=60)

    clock.advance(59.999)
    early = await fire_all(desk)
    clock.advance(0.001)

    assert (early, await fire_all(desk), await fire_all(desk)) == (0, 1, 0)
    assert effects.fired == ["prb_1"]
    assert await states(desk) == ["fired"]


async def test_a_timer_that_is_met_or_cancelled_first_never_fires(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    await start_timer(desk, subject=Subject("probe", "met"))
    await start_timer(desk, subject=Subject("probe", "dropped"))
    await desk.writer.change(lambda u: timers.meet(u, Subject("probe", "met"), "probe"))
    await desk.writer.change(lambda u: timers.cancel(u, Subject("probe", "dropped")))
    clock.advance(3600)

    assert await fire_all(desk) == 0
    assert effects.fired == []
    assert await states(desk) == ["met", "cancelled"]


async def test_a_timer_started_again_replaces_the_one_before(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    await start_timer(desk, seconds=60)
    await start_timer(desk, seconds=120)
    clock.advance(60)
    before = await fire_all(desk)
    clock.advance(60)

    assert (before, await fire_all(desk)) == (0, 1)
    assert await states(desk) == ["cancelled", "fired"]


async def test_an_effect_may_end_a_timer_that_is_due_in_the_same_moment(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Subject("probe", "prb_2")
    fired: list[str] = []

    def end_the_other(_desk: Desk, unit: Unit, timer: Timer) -> None:
        fired.append(timer.subject.id)
        timers.cancel(unit, other)

    monkeypatch.setitem(timer_effects.FIRED, "probe", end_the_other)
    await start_timer(desk)
    await start_timer(desk, subject=other)
    clock.advance(60)

    assert await fire_all(desk) == 1
    assert fired == ["prb_1"]
    assert await states(desk) == ["fired", "cancelled"]


async def test_an_effect_may_start_its_own_timer_again(
    desk: Desk, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(_desk: Desk, unit: Unit, timer: Timer) -> None:
        due_at = timer.due_at + timedelta(seconds=60)
        timers.start(unit, timer.subject, timer.kind, due_at=due_at)

    monkeypatch.setitem(timer_effects.FIRED, "probe", again)
    await start_timer(desk, seconds=60)
    clock.advance(60)

    assert await fire_all(desk) == 1
    assert await states(desk) == ["fired", "waiting"]


async def test_a_jump_of_the_clock_fires_everything_overdue_once(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    for number in range(BATCH * 2 + 1):
        await start_timer(
            desk, seconds=60 + number, subject=Subject("probe", f"{number:03d}")
        )
    clock.advance(-3600)
    backwards = await fire_all(desk)
    clock.advance(400 * 86_400)

    assert backwards == 0
    assert await fire_all(desk) == BATCH * 2 + 1
    assert await fire_all(desk) == 0
    assert effects.fired == sorted(set(effects.fired))


async def test_an_effect_that_fails_is_retried_then_dead_and_harms_no_other(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    for name in ("one", "poison", "two"):
        await start_timer(desk, subject=Subject("probe", name))
    effects.broken.add("poison")
    clock.advance(60)
    assert await fire_all(desk) == 2
    assert await noted(desk) == ["one", "two"]
    assert await fire_all(desk) == 0

    for _ in range(ATTEMPTS):
        clock.advance(3600)
        await fire_all(desk)

    dead = await desk.reader.read(lambda connection: read_dead(connection, limit=9))
    assert [(timer.subject.id, timer.attempts) for timer, _ in dead] == [
        ("poison", ATTEMPTS)
    ]
    assert dead[0][1] == "RuntimeError: told to fail"
    assert await noted(desk) == ["one", "two"]


async def test_an_effect_that_recovers_happens_once(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    await start_timer(desk)
    effects.broken.add(ABOUT.id)
    clock.advance(60)
    await fire_all(desk)
    effects.broken.clear()
    clock.advance(60)

    assert await fire_all(desk) == 1
    assert await noted(desk) == [ABOUT.id]


async def test_who_lost_the_lease_changes_nothing(
    desk: Desk, clock: ManualClock, effects: Effects
) -> None:
    await start_timer(desk)
    clock.advance(60)
    old = await timer_firing.take_lease(desk)
    new = await timer_firing.take_lease(desk)

    with pytest.raises(LeaseLost):
        await timer_firing.fire_due(desk, fence=old)
    assert effects.fired == []
    assert (await timer_firing.fire_due(desk, fence=new)).effects == 1


async def test_scanner_fires_what_was_due_before_the_start_and_what_comes_later(
    desk: Desk, clock: ManualClock, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "EVERY_SECONDS", 0.01)
    await start_timer(desk, subject=Subject("probe", "before"))
    await start_timer(desk, subject=Subject("probe", "later"), seconds=120)
    clock.advance(60)

    async with scanning(desk):
        await until(lambda: effects.fired == ["before"])
        clock.advance(60)
        await until(lambda: effects.fired == ["before", "later"])


async def test_scanner_that_was_replaced_goes_on_once_the_other_falls_silent(
    desk: Desk, clock: ManualClock, effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "EVERY_SECONDS", 0.01)
    async with scanning(desk):
        other = await timer_firing.take_lease(desk)
        await start_timer(desk)
        clock.advance(60)

        def fired() -> bool:
            clock.advance(scanner.SILENCE_SECONDS)
            return effects.fired == [ABOUT.id]

        await until(fired)
        with pytest.raises(LeaseLost):
            await timer_firing.keep_lease(desk, fence=other)

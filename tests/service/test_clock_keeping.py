"""The keeper follows the log: at once, at its pace, and past what breaks."""

import asyncio
from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.ledger import Ledger
from handoff.domain.principal import Customer, Person
from handoff.jobs import clocks as keeper
from handoff.jobs import running_jobs
from handoff.services import clock_keeping, handoffs
from handoff.storage import ledgers
from tests.support.builders import a_customer, queued, reply, say
from tests.support.clocks import stored
from tests.support.waiting import until


async def test_keeper_follows_what_happens_and_what_happened_before_the_start(
    desk: Desk, ada: Customer, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "EVERY_SECONDS", 0)
    conversation_id, handoff_id = await queued(desk, ada)

    async def state(kind: str) -> str | None:
        found = (await stored(desk, conversation_id)).get(kind)
        return None if found is None else found.state.value

    async def first_response_is(wanted: str) -> bool:
        return await state("first_response") == wanted

    async with running_jobs(desk):
        await until(lambda: first_response_is("running"))
        taken: Any = await handoffs.accept(desk, maya, handoff_id=handoff_id)
        await reply(desk, maya, conversation_id, taken.epoch)
        await until(lambda: first_response_is("met"))


async def test_conversation_whose_clocks_break_holds_up_no_other(
    desk: Desk, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = await queued(desk, ada)
    whole, _ = await queued(desk, await a_customer(desk, "Ben"))
    catch_up = clock_keeping.catch_up

    def fails_once(desk: Desk, unit: Any, conversation_id: str) -> Ledger:
        ledger = catch_up(desk, unit, conversation_id)
        if conversation_id == broken:
            raise RuntimeError("told to fail")
        return ledger

    monkeypatch.setattr(clock_keeping, "catch_up", fails_once)
    await clock_keeping.keep_clocks(desk, [broken, whole], position=7)

    assert await stored(desk, broken) == {}
    assert set(await stored(desk, whole)) == {"first_response", "resolution"}
    position = await desk.reader.read(ledgers.read_position)
    assert position == 7


async def test_words_that_go_on_are_followed_only_once_in_each_pause(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    taken: Any = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    pauses: list[float] = []
    over = asyncio.Event()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await over.wait()

    async def followed_from_the_start() -> bool:
        return "first_response" in await stored(desk, conversation_id)

    async def followed_to_the_end() -> bool:
        return "next_response" in await stored(desk, conversation_id)

    following = keeper.ClockKeeper(desk, pause=pause)
    desk.on_commit.append(following.wake)
    running = asyncio.create_task(following.run())
    try:
        await until(followed_from_the_start)
        await reply(desk, maya, conversation_id, taken.epoch)
        await until(lambda: bool(pauses))
        await say(desk, ada, "One more thing.", conversation_id=conversation_id)
        assert (await stored(desk, conversation_id))["first_response"].state != "met"
        over.set()
        await until(followed_to_the_end)
        assert pauses == [keeper.EVERY_SECONDS]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

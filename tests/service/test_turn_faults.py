"""Bot turns that go wrong: asked again or handed over, never a dead end."""

import asyncio
from pathlib import Path

import pytest

from handoff.desk import Desk
from handoff.domain.turn import BotReply, Turn
from handoff.errors import BotFailed, BotRefused, BotSilent, BotTimeout, BotUnavailable
from handoff.jobs import running_jobs
from tests.support.builders import a_customer, a_desk, say
from tests.support.fakes import FakeBot, reply
from tests.support.logs import (
    codes,
    settled,
    spoken,
    until_code,
)


@pytest.mark.parametrize(
    "error", [BotTimeout, BotRefused, BotSilent], ids=lambda error: error.code
)
async def test_bot_that_gives_no_answer_hands_over_at_once(
    working: Desk, bot: FakeBot, error: type[Exception]
) -> None:
    bot.answers = [lambda turn: error("told to fail")]

    received = await say(working, await a_customer(working), "Hello")
    log = await settled(working, received.conversation_id)

    assert codes(log) == ["handoff_bot_failure"]
    assert len(bot.turns) == 1


@pytest.mark.parametrize("error", [BotFailed, BotUnavailable], ids=lambda e: e.code)
async def test_bot_that_breaks_once_is_asked_again(
    working: Desk, bot: FakeBot, error: type[Exception]
) -> None:
    bot.answers = [lambda turn: error("once"), lambda turn: reply(turn, "Here I am.")]

    received = await say(working, await a_customer(working), "Hello")
    log = await settled(working, received.conversation_id)

    assert spoken(log) == ["Here I am."]
    assert [turn.attempt for turn in bot.turns] == [1, 2]
    assert len({turn.turn_id for turn in bot.turns}) == 1


async def test_bot_that_breaks_twice_hands_over(working: Desk, bot: FakeBot) -> None:
    bot.answers = [lambda turn: BotFailed("told to fail")]

    received = await say(working, await a_customer(working), "Hello")
    log = await settled(working, received.conversation_id)

    assert codes(log) == ["handoff_bot_failure"]
    assert len(bot.turns) == 2


async def test_bot_that_was_never_ready_is_waited_for_and_the_customer_told(
    tmp_path: Path, template: Path
) -> None:
    bot = FakeBot()
    bot.is_ready = bot.was_ready = False
    async with (
        a_desk(tmp_path, template=template, bot=bot) as desk,
        running_jobs(desk),
    ):
        ada = await a_customer(desk)
        conversation_id = (await say(desk, ada, "Hello")).conversation_id
        await say(desk, ada, "Anybody?")
        await until_code(desk, conversation_id, "bot_waking")

        bot.wake()
        log = await settled(desk, conversation_id)

    assert codes(log) == ["bot_waking"]
    assert spoken(log) == ["I hear you.", "I hear you."]


async def test_bot_that_does_not_wake_in_time_hands_over(
    tmp_path: Path, template: Path
) -> None:
    bot = FakeBot()
    bot.is_ready = bot.was_ready = False
    async with (
        a_desk(tmp_path, template=template, bot=bot, waking_patience=0.05) as desk,
        running_jobs(desk),
    ):
        received = await say(desk, await a_customer(desk), "Hello")
        log = await settled(desk, received.conversation_id)

    assert codes(log) == ["bot_waking", "handoff_bot_failure"]


async def test_turn_cut_short_by_a_crash_is_asked_again_after_the_restart(
    tmp_path: Path, template: Path
) -> None:
    hung = asyncio.Event()
    asked = asyncio.Event()

    async def never(turn: Turn) -> BotReply:
        asked.set()
        await hung.wait()
        return reply(turn, "Never")

    first, second = FakeBot(never), FakeBot()
    async with (
        a_desk(tmp_path, template=template, bot=first) as desk,
        running_jobs(desk),
    ):
        received = await say(desk, await a_customer(desk), "Hello")
        await asked.wait()

    async with a_desk(tmp_path, bot=second) as desk, running_jobs(desk):
        log = await settled(desk, received.conversation_id)

    assert spoken(log) == ["I hear you."]
    assert [turn.attempt for turn in second.turns] == [2]
    assert second.turns[0].turn_id == first.turns[0].turn_id


async def test_turn_that_was_cut_short_twice_hands_over_after_the_restart(
    tmp_path: Path, template: Path
) -> None:
    asked = asyncio.Event()

    async def never(turn: Turn) -> BotReply:
        asked.set()
        await asyncio.Event().wait()
        return reply(turn, "Never")

    async with a_desk(tmp_path, template=template, bot=FakeBot(never)) as desk:
        received = await say(desk, await a_customer(desk), "Hello")
    for _ in range(2):
        asked.clear()
        async with a_desk(tmp_path, bot=FakeBot(never)) as desk, running_jobs(desk):
            await asked.wait()

    unasked = FakeBot()
    async with a_desk(tmp_path, bot=unasked) as desk, running_jobs(desk):
        log = await settled(desk, received.conversation_id)

    assert codes(log) == ["handoff_bot_failure"]
    assert unasked.turns == []

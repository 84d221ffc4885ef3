"""Bot turns: one at a time, answered once, and never a dead end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.event import Event, EventType
from handoff.domain.notice import Notice, TurnChanged
from handoff.domain.principal import Customer
from handoff.domain.turn import BotReply, Turn, Understanding
from handoff.errors import BotFailed, BotRefused, BotSilent, BotTimeout, BotUnavailable
from handoff.jobs import running_jobs
from handoff.services import conversations, handoffs, queue
from handoff.storage import events, memories, turns
from tests.support.builders import a_customer, a_desk, an_agent, say
from tests.support.clock import ManualClock
from tests.support.fakes import FakeBot, FakeTriage, rating, reply, wants_person
from tests.support.waiting import until


@pytest.fixture
async def working(desk: Desk) -> AsyncIterator[Desk]:
    """The desk with its jobs running."""
    async with running_jobs(desk):
        yield desk


async def log_of(desk: Desk, conversation_id: str) -> list[Event]:
    """Everything in the conversation, internal events too."""
    return await desk.reader.read(
        lambda connection: events.read_since(
            connection, conversation_id, since=0, limit=500, internal=True
        )
    )


async def settled(desk: Desk, conversation_id: str) -> list[Event]:
    """The log once the bot owes nothing any more."""

    async def idle() -> bool:
        return await desk.reader.read(
            lambda connection: turns.next_open(connection, conversation_id) is None
        )

    await until(idle)
    return await log_of(desk, conversation_id)


def spoken(log: list[Event], kind: str = "bot") -> list[str]:
    """What that kind of author said."""
    return [e.data["text"] for e in log if e.author.kind == kind and "text" in e.data]


def codes(log: list[Event]) -> list[str]:
    """The codes of the desk's own words."""
    return [e.data["code"] for e in log if "code" in e.data]


async def test_bot_answers_with_script_and_remembers_slots(
    working: Desk, bot: FakeBot
) -> None:
    ada = await a_customer(working)
    conversation_id = (await say(working, ada, "My parcel is late")).conversation_id

    log = await settled(working, conversation_id)
    await say(working, ada, "And now?")
    await settled(working, conversation_id)

    answer = log[-1]
    assert (answer.data["text"], answer.data["script"]) == (
        "I hear you.",
        "utter_answer",
    )
    assert bot.turns[0].slots["customer_name"] == "Ada"
    assert bot.turns[1].slots["order_number"] == "4471-0093"


async def test_a_wish_for_a_person_leaves_the_matter_as_it_was(
    working: Desk, bot: FakeBot
) -> None:
    def about(topic: str, confidence: float) -> Understanding:
        return Understanding(
            topic=topic, confidence=confidence, accepted=True, matter="late_delivery"
        )

    bot.answers = [
        lambda turn: reply(turn, "I see.", understanding=about("late_delivery", 0.93)),
        lambda turn: wants_person(
            turn, topic="late_delivery", understanding=about("human", 0.99)
        ),
    ]
    maya = await an_agent(working, teams=["delivery"])
    ada = await a_customer(working)
    conversation_id = (await say(working, ada, "My parcel is late")).conversation_id
    await settled(working, conversation_id)
    await say(working, ada, "I want a real person")
    await settled(working, conversation_id)

    seen = await conversations.agent_snapshot(
        working, maya, conversation_id=conversation_id
    )
    packet: Any = seen.packet

    assert seen.topic == "late_delivery"
    assert packet["topic"] == {
        "id": "late_delivery",
        "confidence": 0.93,
        "second": None,
    }


async def test_turns_of_a_conversation_run_one_after_the_other(
    working: Desk, bot: FakeBot
) -> None:
    async def slowly(turn: Turn) -> BotReply:
        await asyncio.sleep(0)
        return reply(turn, f"About {turn.text}")

    bot.answers = [slowly]
    ada = await a_customer(working)
    received = [await say(working, ada, text) for text in ("one", "two", "three")]

    log = await settled(working, received[0].conversation_id)

    assert spoken(log) == ["About one", "About two", "About three"]
    assert bot.most_at_once == 1


async def test_turns_are_announced_after_their_words(
    working: Desk, bot: FakeBot
) -> None:
    told: list[str] = []

    def on_notice(notice: Notice) -> None:
        if isinstance(notice, TurnChanged):
            told.append(notice.state)

    working.on_notice.append(on_notice)
    working.on_commit.append(
        lambda events: told.extend(c.event.author.kind.value for c in events)
    )

    received = await say(working, await a_customer(working), "Hello")
    await settled(working, received.conversation_id)
    await until(lambda: told[-1:] == ["done"])

    assert told == ["customer", "running", "bot", "done"]


async def test_bot_asks_for_a_person_and_the_desk_hands_over(
    working: Desk, bot: FakeBot
) -> None:
    bot.answers = [
        lambda turn: wants_person(
            turn,
            "exposure",
            skill="complaints",
            signal="legal",
            topic="late_delivery",
            facts={"order_number": "4471-0093", "order": {"status": "late"}},
            tried=["utter_answer"],
            note="The customer means to call a lawyer.",
        )
    ]
    maya = await an_agent(working, teams=["resolutions"])
    ada = await a_customer(working)

    received = await say(working, ada, "I'll call my lawyer about 4471-0093")
    log = await settled(working, received.conversation_id)

    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=received.conversation_id
    )
    packet: Any = snapshot.packet
    assert [e.author.kind.value for e in log] == ["customer", "bot", "system", "system"]
    assert snapshot.handoff is not None
    assert snapshot.handoff.team.id == "resolutions"
    assert snapshot.handoff.priority == "P3"
    assert packet["reason"]["sentence"] == "The customer means to call a lawyer."
    assert packet["facts"][0]["label"] == "Order number"
    assert packet["order"] == {"status": "late"}
    assert packet["tried"][0]["text"] == "I am getting a person for you."


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


async def test_threat_ranks_as_one_though_the_bot_is_dead(
    working: Desk, bot: FakeBot, triage: FakeTriage
) -> None:
    bot.answers = [lambda turn: BotRefused("told to fail")]
    triage.words["burn"] = rating("violence", priority="P0", urgency="high")
    maya = await an_agent(working, teams=["safety"])

    received = await say(working, await a_customer(working), "I'll burn it down")
    await settled(working, received.conversation_id)

    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=received.conversation_id
    )
    assert snapshot.handoff is not None
    assert (snapshot.handoff.priority, snapshot.handoff.team.id) == ("P0", "safety")


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


@pytest.mark.parametrize("stage", ["asked", "answered"])
async def test_bot_that_speaks_after_a_person_took_over_is_not_heard(
    working: Desk, bot: FakeBot, stage: str
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def late(turn: Turn) -> BotReply:
        asked.set()
        await go_on.wait()
        return reply(turn, "Still me!", triage=rating("churn", urgency="high"))

    bot.answers = [late]
    maya = await an_agent(working)
    ada = await a_customer(working)
    conversation_id = (await say(working, ada, "A person, please")).conversation_id
    await asked.wait()
    await handoffs.request_by_customer(working, ada, conversation_id=conversation_id)
    if stage == "answered":
        item = (await queued_item(working, maya, conversation_id)).handoff_id
        await handoffs.accept(working, maya, handoff_id=item)

    go_on.set()

    async def bot_is_done() -> bool:
        log = await log_of(working, conversation_id)
        return any(e.type is EventType.RATING_CHANGED for e in log)

    await until(bot_is_done)
    assert spoken(await log_of(working, conversation_id)) == []


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


async def test_waiting_customer_who_threatens_moves_to_the_front(
    working: Desk, triage: FakeTriage, clock: ManualClock
) -> None:
    triage.words["burn"] = rating("violence", priority="P0", urgency="high")
    maya = await an_agent(working)
    for name in ("Ada", "Ben"):
        customer = await a_customer(working, name)
        await handoffs.request_by_customer(working, customer, conversation_id=None)
        clock.advance(1)
    ben: Customer = customer

    received = await say(working, ben, "I'll burn it down")
    await until_rated(working, received.conversation_id)

    item = await queued_item(working, maya, received.conversation_id)
    assert (item.priority, item.position, item.signals) == ("P0", 1, ["violence"])


async def test_failing_triage_does_not_stop_the_next_rating(
    working: Desk, triage: FakeTriage
) -> None:
    customer = await a_customer(working)
    await handoffs.request_by_customer(working, customer, conversation_id=None)
    triage.fails = True
    received = await say(working, customer, "First")
    await until_rated(working, received.conversation_id, seq=received.seq)

    triage.fails = False
    received = await say(working, customer, "Second")
    await until_rated(working, received.conversation_id, seq=received.seq)

    assert triage.texts == ["First", "Second"]


async def queued_item(desk: Desk, who: Any, conversation_id: str) -> Any:
    """The conversation's line in the agent's inbox."""
    item = await queue.read_item(desk, who, conversation_id=conversation_id)
    assert item is not None
    return item


async def until_code(desk: Desk, conversation_id: str, code: str) -> None:
    """The desk has said that."""
    await until(lambda: _has_code(desk, conversation_id, code))


async def _has_code(desk: Desk, conversation_id: str, code: str) -> bool:
    return code in codes(await log_of(desk, conversation_id))


async def until_rated(desk: Desk, conversation_id: str, *, seq: int = 1) -> None:
    """The message has been rated, or its rating given up."""

    def rated(connection: Connection) -> bool:
        return memories.read(connection, conversation_id).rated_seq >= seq

    await until(lambda: desk.reader.read(rated))

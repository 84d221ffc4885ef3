"""Bot turns: one at a time, and heard only while the bot owns the conversation."""

import asyncio
from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.notice import Notice, TurnChanged
from handoff.domain.turn import BotReply, Turn, Understanding
from handoff.services import conversations, handoffs
from tests.support.builders import a_customer, an_agent, say
from tests.support.fakes import FakeBot, rating, reply, wants_person
from tests.support.logs import (
    log_of,
    queued_item,
    settled,
    spoken,
)
from tests.support.waiting import until


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
        item = await queued_item(working, maya, conversation_id)
        await handoffs.accept(working, maya, handoff_id=item.handoff_id or "")

    go_on.set()

    async def bot_is_done() -> bool:
        log = await log_of(working, conversation_id)
        return any(e.type is EventType.RATING_CHANGED for e in log)

    await until(bot_is_done)
    assert spoken(await log_of(working, conversation_id)) == []


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

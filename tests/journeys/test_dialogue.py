"""Complaints from the first word to an answer or a person, on the real processes."""

import uuid
from typing import Any

import pytest

from tests.support.ending import SETTLED
from tests.support.played import a_visitor, a_worker
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def test_a_late_parcel_is_looked_up_and_settled_by_the_bot(stack: Stack) -> None:
    async with a_visitor(stack) as ada:
        asked = await ada.say("My parcel is late")
        answered = await ada.say("4471-0093")
        settled = await ada.say("yes thanks, that settles it")

    assert asked.owner == "bot"
    assert asked.shown[-1]["script"] == "utter_ask_order_question"
    assert answered.shown[0]["script"] == "utter_late_delivery"
    assert "Aurora desk lamp" in answered.shown[0]["text"]
    assert (settled.owner, settled.handoff) == ("bot", None)
    assert settled.shown and all(line["author"] == "bot" for line in settled.shown)


async def test_a_wish_for_a_person_hands_the_matter_over(stack: Stack) -> None:
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        await ada.say("My order 4471-0093 is late")
        seen = await ada.say("I want to talk to a real person")
        packet = (await maya.see(ada.conversation_id))["packet"]

    assert seen.owner == "queue"
    assert seen.handoff is not None
    assert seen.handoff["reason"] == "customer_request"
    assert seen.handoff["team"]["id"] == "delivery"
    notice = seen.shown[-1]
    assert notice["author"] == "system"
    assert "Delivery Team takes over" in notice["text"]
    assert "need not repeat anything" in notice["text"]
    assert packet["reason"]["code"] == "customer_request"
    assert packet["topic"]["id"] == "late_delivery"
    assert packet["order"]["number"] == "4471-0093"
    assert packet["transcript"]["count"] == len(packet["transcript"]["messages"])
    first = packet["transcript"]["messages"][0]
    assert first["data"]["text"] == "My order 4471-0093 is late"


async def test_a_threat_in_mid_conversation_brings_a_person(stack: Stack) -> None:
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        await ada.say("My order 4471-0093 is late")
        await ada.say("no, that does not settle it")
        seen = await ada.say("I'll call my lawyer")
        found = await maya.see(ada.conversation_id)

    assert seen.owner == "queue"
    assert seen.handoff is not None
    assert seen.handoff["reason"] == "exposure"
    assert [line["author"] for line in seen.shown] == ["bot", "system"]
    (legal,) = [s for s in found["rating"]["signals"] if s["name"] == "legal"]
    said = next(e for e in sealed_messages(found) if e["seq"] == legal["seq"])
    assert "lawyer" in said["data"]["text"][legal["start"] : legal["end"]]
    assert found["topic"] == found["packet"]["topic"]["id"] == "late_delivery"
    assert found["packet"]["tried"]
    assert found["packet"]["reason"]["sentence"]


async def test_two_misunderstandings_bring_a_person(stack: Stack) -> None:
    async with a_visitor(stack) as ada:
        first = await ada.say("Blorb fizzle wug the moon")
        second = await ada.say("zanthra quoll mip tor")

    assert (first.owner, first.shown[0]["script"]) == ("bot", "utter_rephrase")
    assert second.owner == "queue"
    assert second.handoff is not None
    assert second.handoff["reason"] == "bot_failure"


async def test_two_refused_solutions_bring_a_person(stack: Stack) -> None:
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        await ada.say("I was charged twice, order 4471-0171")
        first = await ada.say("No")
        second = await ada.say("No, that doesn't help either")
        packet = (await maya.see(ada.conversation_id))["packet"]

    assert first.owner == "bot"
    assert second.owner == "queue"
    assert second.handoff is not None
    assert second.handoff["reason"] == "needs_unmet"
    assert second.handoff["team"]["id"] == "billing"
    tried = [line["script"] for line in packet["tried"]]
    assert tried[0] == "utter_double_charge"


async def test_the_button_brings_a_person_without_a_word(stack: Stack) -> None:
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        await ada.say("My order 4471-0093 is late")
        seen = await ada.ask_for_person()
        packet = (await maya.see(ada.conversation_id))["packet"]

    assert seen.owner == "queue"
    assert packet["topic"]["id"] == "late_delivery"
    assert packet["order"]["number"] == "4471-0093"


async def test_the_bot_is_silent_until_the_agent_hands_back(stack: Stack) -> None:
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        await ada.say("My order 4471-0093 is late")
        await ada.say("I want to talk to a real person")
        conversation_id = ada.conversation_id
        await maya.accept(conversation_id)
        await maya.write(conversation_id, "Good morning, I am on it.")
        await ada.reads("I am on it")
        silent = await ada.say("Where is my order 4471-0093?")
        await maya.do(
            "note.add",
            conversation_id=conversation_id,
            cmid=uuid.uuid4().hex,
            text="cost centre 12",
        )
        epoch = (await maya.see(conversation_id))["epoch"]
        await maya.do(
            "handoff.return", conversation_id=conversation_id, epoch=epoch, note="done"
        )
        await ada.reads("has passed you back to the assistant")
        back = await ada.say("Where is my order 4471-0093?")
        words = str(await ada.events())

    assert (silent.owner, [line["author"] for line in silent.shown]) == (
        "agent",
        ["system", "agent"],
    )
    assert back.owner == "bot"
    assert back.shown[-1]["author"] == "bot"
    assert "cost centre" not in words
    assert "priority" not in words


async def test_a_settled_conversation_gives_way_to_a_new_one(stack: Stack) -> None:
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        await ada.say("I want to talk to a real person")
        await maya.accept(ada.conversation_id)
        epoch = (await maya.see(ada.conversation_id))["epoch"]
        await maya.do(
            "handoff.resolve",
            conversation_id=ada.conversation_id,
            epoch=epoch,
            note="",
            **SETTLED,
        )
        await ada.reads("has marked this as settled")
        picture = await ada.picture()
        await ada.start_new()
        again = await ada.say("My order 4471-0101 has not come yet")

    assert picture["status"] == "closed"
    assert again.owner == "bot"
    assert again.shown[0]["author"] == "bot"


def sealed_messages(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages that the packet holds."""
    messages: list[dict[str, Any]] = found["packet"]["transcript"]["messages"]
    return messages

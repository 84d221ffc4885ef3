"""Complaints from the first word to an answer or a person, on the real processes."""

import pytest

from tests.support.played import a_visitor, a_worker
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def test_a_late_parcel_is_looked_up_and_settled_by_the_bot(stack: Stack) -> None:
    async with a_visitor(stack) as ada:
        asked = await ada.say("My parcel still hasn't arrived, where is it?")
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

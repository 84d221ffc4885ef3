"""A customer with an open complaint comes back: nothing is asked a second time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.bot_turns import bot_turns, scripts_of
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


def opened(days_ago: int) -> list[dict[str, Any]]:
    """The slot as the desk sends it: one open matter, opened so long ago."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    case = {"reference": "FL-2026-0042", "topic": "late_delivery", "status": "open"}
    return [{**case, "opened_at": at.isoformat(), "order_number": "4471-0093"}]


async def test_a_greeting_is_met_with_the_open_matter_and_a_yes_looks_it_up(
    stack: Stack,
) -> None:
    async with bot_turns(stack) as bot:
        asked = await bot.say("hello", previous=opened(days_ago=40))
        answer = await bot.say("Yes, it's about that", previous=opened(days_ago=40))

    assert scripts_of(asked) == ["utter_ask_previous"]
    assert "FL-2026-0042" in asked["messages"][0]["text"]
    assert scripts_of(answer)[:2] == ["utter_take_up", "utter_late_delivery"]
    assert answer["slots"]["order"]["number"] == "4471-0093"
    assert answer["handoff"] is None


async def test_a_yes_to_what_was_opened_lately_brings_a_person_with_its_facts(
    stack: Stack,
) -> None:
    async with bot_turns(stack) as bot:
        await bot.say("hi there", previous=opened(days_ago=2))
        answer = await bot.say("yes", previous=opened(days_ago=2))

    assert answer["handoff"]["reason"] == "repeat_contact"
    assert answer["handoff"]["topic"] == "late_delivery"
    assert answer["handoff"]["facts"]["order_number"] == "4471-0093"


async def test_a_no_goes_on_with_the_new_matter(stack: Stack) -> None:
    async with bot_turns(stack) as bot:
        asked = await bot.say("My parcel is late", previous=opened(days_ago=2))
        answer = await bot.say("No, it's something new", previous=opened(days_ago=2))

    assert scripts_of(asked) == ["utter_ask_previous"]
    assert scripts_of(answer) == ["utter_new_matter", "utter_ask_order_question"]
    assert answer["handoff"] is None


async def test_another_matter_is_answered_without_the_question(stack: Stack) -> None:
    async with bot_turns(stack) as bot:
        answer = await bot.say(
            "what are your opening hours?", previous=opened(days_ago=2)
        )

    assert scripts_of(answer) == ["utter_opening_hours", "utter_ask_settled"]

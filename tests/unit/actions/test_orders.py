"""Looking orders up, and what is said with what was found."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.demo_shop import DemoShop
from actions.errors import BackendUnavailable
from actions.order import Order
from actions.orders import ActionClarify, ActionLookUpOrder
from actions.policies import Policies
from tests.support.trackers import a_tracker, said_in, slots_in
from tests.unit.actions.conftest import TODAY


async def look_up(
    policies: Policies, shop: Any, dispatcher: CollectingDispatcher, **tracker: Any
) -> list[dict[str, Any]]:
    action = ActionLookUpOrder(policies, shop, lambda: TODAY)
    tracker.setdefault("text", "4471-0093")
    events: list[dict[str, Any]] = await action.run(
        dispatcher, a_tracker(**tracker), {}
    )
    return events


async def test_a_late_parcel_is_answered_with_its_order(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "late_delivery", "order_number": "4471-0093"}

    events = await look_up(policies, shop, dispatcher, slots=slots)

    answer, question = dispatcher.messages
    assert answer["response"] == "utter_late_delivery"
    assert answer["order_state"] == "late"
    assert answer["order_item"] == "Aurora desk lamp"
    assert answer["order_promised"] == "Monday 16 November"
    assert question["response"] == "utter_ask_settled"
    assert slots_in(events)["order"]["number"] == "4471-0093"


async def test_the_order_in_the_packet_names_no_one(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "late_delivery", "order_number": "4471-0093"}

    events = await look_up(policies, shop, dispatcher, slots=slots)

    assert not {"email", "postcode", "customer_name"} & set(slots_in(events)["order"])


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("refund_status", ["utter_refund_status", "utter_ask_settled"]),
        ("damaged_parcel", ["utter_damaged_parcel"]),
        ("refund_refused", ["utter_refund_refused"]),
        (None, ["utter_order_status", "utter_ask_settled"]),
    ],
)
async def test_the_answer_is_that_of_the_matter_in_hand(
    policies: Policies,
    shop: DemoShop,
    dispatcher: CollectingDispatcher,
    topic: str | None,
    said: list[str],
) -> None:
    slots = {"last_topic": topic, "order_number": "4471-0155"}

    await look_up(policies, shop, dispatcher, slots=slots, text="4471-0155")

    assert said_in(dispatcher.messages) == said


async def test_without_a_number_the_matter_is_answered_all_the_same(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "missing_parcel", "order_question": "skipped"}

    await look_up(policies, shop, dispatcher, slots=slots, text="I don't have it")

    assert dispatcher.messages[0]["response"] == "utter_missing_parcel"
    assert dispatcher.messages[0]["order_state"] == "unknown"


async def test_an_unknown_number_is_asked_for_once_more_and_then_left_aside(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "late_delivery", "order_number": "1111-2222"}

    first = await look_up(policies, shop, dispatcher, slots=slots)
    again = slots | {"order_not_found": True}
    second = await look_up(policies, shop, dispatcher, slots=again)

    assert first[-1]["event"] == "followup"
    assert first[-1]["name"] == "order_form"
    assert slots_in(first)["order_number"] is None
    assert said_in(dispatcher.messages)[:2] == [
        "utter_order_not_found",
        "utter_order_unknown",
    ]
    assert slots_in(second)["order_question"] == "skipped"
    assert all(event["event"] != "followup" for event in second)


async def test_an_answer_heard_before_is_not_repeated(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {
        "last_topic": "late_delivery",
        "order_number": "4471-0093",
        "tried": ["utter_late_delivery"],
    }

    text = "it is still not here"
    await look_up(policies, shop, dispatcher, slots=slots, text=text)

    assert said_in(dispatcher.messages) == ["utter_deny"]


async def test_a_dropped_question_may_be_put_again_later(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "opening_hours", "order_question": "dropped"}

    events = await look_up(policies, shop, dispatcher, slots=slots, text="hours?")

    assert said_in(dispatcher.messages) == ["utter_opening_hours", "utter_ask_settled"]
    assert slots_in(events)["order_question"] is None


async def test_a_goodbye_in_mid_question_is_answered_with_one(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "late_delivery", "order_question": "dropped"}

    await look_up(policies, shop, dispatcher, slots=slots, text="bye", intent="goodbye")

    assert said_in(dispatcher.messages) == ["utter_goodbye"]


class BrokenShop:
    """A shop that fails as it is told to."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def find_order(self, number: str) -> Order | None:
        raise self.error

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("error", [BackendUnavailable("no"), KeyError("a bug")])
async def test_a_failing_shop_is_admitted_and_handed_over(
    policies: Policies, dispatcher: CollectingDispatcher, error: Exception
) -> None:
    slots = {"last_topic": "late_delivery", "order_number": "4471-0093"}

    events = await look_up(policies, BrokenShop(error), dispatcher, slots=slots)

    request = slots_in(events)["handoff_request"]
    assert said_in(dispatcher.messages) == ["utter_handoff_bot_failure"]
    assert (request["reason"], request["skill"]) == ("bot_failure", "delivery")
    assert request["facts"]["order_number"] == "4471-0093"


async def test_a_number_that_comes_late_is_looked_up(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    action = ActionClarify(policies, shop, lambda: TODAY)
    slots = {
        "last_topic": "late_delivery",
        "order_number": "4471-0093",
        "tried": ["utter_late_delivery"],
    }

    await action.run(dispatcher, a_tracker("it's 4471-0093", slots=slots), {})

    assert said_in(dispatcher.messages)[0] == "utter_late_delivery"


async def test_words_that_are_not_understood_are_asked_for_again(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    action = ActionClarify(policies, shop, lambda: TODAY)

    await action.run(dispatcher, a_tracker("asdf"), {})

    assert said_in(dispatcher.messages) == ["utter_rephrase"]


async def test_a_number_nobody_needed_is_noted_and_not_answered_again(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    action = ActionClarify(policies, shop, lambda: TODAY)
    slots = {
        "last_topic": "return_how",
        "order_number": "4471-0093",
        "tried": ["utter_return_how"],
    }

    await action.run(dispatcher, a_tracker("4471-0093", slots=slots), {})

    assert said_in(dispatcher.messages) == ["utter_order_noted", "utter_ask_settled"]


async def test_an_address_given_instead_of_a_number_is_acknowledged(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {"last_topic": "refund_status", "email": "maya@example.com"}

    await look_up(policies, shop, dispatcher, slots=slots, text="it's maya@example.com")

    assert said_in(dispatcher.messages)[0] == "utter_email_noted"


async def test_an_insult_with_the_number_is_met_with_a_boundary_and_the_answer(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {
        "last_topic": "late_delivery",
        "order_number": "4471-0093",
        "boundary_due": True,
    }

    await look_up(policies, shop, dispatcher, slots=slots)

    said = said_in(dispatcher.messages)
    assert said[:2] == ["utter_boundary", "utter_late_delivery"]


async def test_a_story_that_was_not_understood_is_not_asked_for_again(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    action = ActionClarify(policies, shop, lambda: TODAY)
    story = "I bought it in May and since then nobody could tell me why it hums"
    slots = {"triage": {"priority": "P4"}}

    await action.run(dispatcher, a_tracker(story, slots=slots), {})

    assert said_in(dispatcher.messages) == ["utter_story_heard"]

"""A remedy in the conversation: wished for, checked by postcode, granted or not."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.demo_shop import DemoShop
from actions.granting import ActionRemedy
from actions.listen import ActionTriage
from actions.order import Order, for_packet
from actions.orders import ActionLookUpOrder
from actions.policies import Policies
from actions.remedies import Grant
from tests.support.trackers import (
    FixedRater,
    a_rating,
    a_tracker,
    said_in,
    slots_in,
)
from tests.unit.actions.conftest import TODAY

DAMAGED = "4471-0124"
SLOTS = {
    "last_topic": "damaged_parcel",
    "order_number": DAMAGED,
    "tried": ["utter_damaged_parcel"],
}
OFFER = {
    "kind": "refund",
    "topic": "damaged_parcel",
    "amount": 42.0,
    "currency": "GBP",
    "tries": 0,
}


async def order_of(shop: DemoShop, number: str = DAMAGED) -> Order:
    order = await shop.find_order(number)
    assert order is not None
    return order


async def listen(policies: Policies, tracker: Any, *wishes: str) -> dict[str, Any]:
    rating = a_rating(facts=[("remedy", wish) for wish in wishes])
    action = ActionTriage(policies, FixedRater(rating), lambda: TODAY)
    return slots_in(await action.run(CollectingDispatcher(), tracker, {}))


async def remedy(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher, **tracker: Any
) -> dict[str, Any]:
    action = ActionRemedy(policies, shop, lambda: TODAY)
    return slots_in(await action.run(dispatcher, a_tracker(**tracker), {}))


async def test_a_wish_that_is_open_is_met_by_the_bot(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    order = for_packet(await order_of(shop))
    tracker = a_tracker(
        "I'd like a refund",
        "return_how",
        slots={**SLOTS, "order": order},
        said=["utter_damaged_parcel"],
    )

    slots = await listen(policies, tracker, "refund")
    known = {**SLOTS, **slots, "order": order}
    asked = await remedy(policies, shop, dispatcher, slots=known)

    assert slots["escalation"] is None
    assert slots["next_action"] == "action_remedy"
    assert slots["last_topic"] == "damaged_parcel"
    assert slots["refused_count"] == 0
    assert said_in(dispatcher.messages) == ["utter_ask_postcode"]
    assert asked["remedy_offer"] == OFFER


async def test_the_right_postcode_grants_and_tells_the_reference(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    order = for_packet(await order_of(shop))
    known = {**SLOTS, "order": order, "remedy_offer": OFFER}
    tracker = a_tracker("eh7 4hh", slots=known, said=["utter_ask_postcode"])

    heard = await listen(policies, tracker)
    slots = await remedy(policies, shop, dispatcher, slots={**known, **heard})

    told, question = dispatcher.messages
    assert heard["misunderstood_count"] == 0
    assert told["response"] == "utter_remedy_granted"
    assert told["remedy_amount"] == "£42.00"
    assert told["remedy_reference"] in slots["granted"]
    assert question["response"] == "utter_ask_settled"
    assert slots["remedy_offer"] is None
    assert slots["order"]["remedies"][0]["reference"] == told["remedy_reference"]


async def test_a_wrong_postcode_is_asked_for_once_more_and_then_a_person_comes(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    order = for_packet(await order_of(shop))
    known = {**SLOTS, "order": order, "remedy_offer": OFFER, "postcode": "EH1 1AA"}

    once = await remedy(policies, shop, dispatcher, text="EH1 1AA", slots=known)
    again = known | once | {"postcode": "EH2 2BB"}
    twice = await remedy(policies, shop, dispatcher, text="EH2 2BB", slots=again)

    asked, handed_over = dispatcher.messages
    assert (asked["response"], asked["postcode_state"]) == (
        "utter_ask_postcode",
        "wrong",
    )
    assert handed_over["response"] == "utter_handoff_beyond_authority"
    assert twice["handoff_request"]["reason"] == "beyond_authority"
    assert "postcode" in twice["handoff_request"]["note"]
    assert (await order_of(shop)).remedies == []


@pytest.mark.parametrize(
    ("number", "wishes", "word"),
    [
        ("4471-0142", ("refund",), "more than"),
        (DAMAGED, ("refund", "compensation"), "more than one"),
    ],
)
async def test_beyond_the_policy_a_person_decides_and_reads_why(
    policies: Policies,
    shop: DemoShop,
    number: str,
    wishes: tuple[str, ...],
    word: str,
) -> None:
    slots = {
        "last_topic": "late_delivery",
        "tried": ["utter_late_delivery"],
        "order": for_packet(await order_of(shop, number)),
    }
    said = ["utter_late_delivery", "utter_ask_settled"]
    tracker = a_tracker("a refund please", "return_how", slots=slots, said=said)

    heard = await listen(policies, tracker, *wishes)

    assert heard["escalation"] == "beyond_authority"
    assert heard["next_action"] is None
    assert word in heard["escalation_note"]


async def test_a_wish_told_with_the_order_is_not_asked_for_again(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    slots = {
        "last_topic": "damaged_parcel",
        "order_number": DAMAGED,
        "remedy": "replacement",
        "postcode": "EH7 4HH",
    }
    action = ActionLookUpOrder(policies, shop, lambda: TODAY)

    await action.run(dispatcher, a_tracker("broken, a new one please", slots=slots), {})

    assert said_in(dispatcher.messages) == ["utter_remedy_granted", "utter_ask_settled"]
    assert [r.kind for r in (await order_of(shop)).remedies] == ["replacement"]


@pytest.mark.parametrize(
    ("text", "intent", "step", "reason"),
    [
        ("no", "deny", None, "beyond_authority"),
        ("I don't have it", "nlu_fallback", None, "beyond_authority"),
        ("are you a bot?", "bot_challenge", None, None),
        ("erm what", "nlu_fallback", "action_remedy", None),
        (
            "something else, my account does not let me sign in any more",
            "login_problem",
            None,
            None,
        ),
    ],
)
async def test_any_answer_to_the_question_leads_somewhere(
    policies: Policies,
    shop: DemoShop,
    text: str,
    intent: str,
    step: str | None,
    reason: str | None,
) -> None:
    order = for_packet(await order_of(shop))
    known = {**SLOTS, "order": order, "remedy_offer": OFFER}
    tracker = a_tracker(text, intent, slots=known, said=["utter_ask_postcode"])

    heard = await listen(policies, tracker)

    assert (heard["next_action"], heard["escalation"]) == (step, reason)


async def test_a_remedy_granted_already_is_told_again_and_not_given_twice(
    policies: Policies, shop: DemoShop, dispatcher: CollectingDispatcher
) -> None:
    wish = Grant("refund", 42.0, "GBP")
    granted = await shop.grant(DAMAGED, wish, postcode="EH7 4HH", key="trn_1")
    known = {**SLOTS, "order": for_packet(await order_of(shop))}
    said = ["utter_remedy_granted", "utter_ask_settled"]
    tracker = a_tracker("I want my refund", "return_how", slots=known, said=said)

    heard = await listen(policies, tracker, "refund")
    await remedy(policies, shop, dispatcher, slots={**known, **heard})
    other = await listen(policies, tracker, "compensation")

    assert dispatcher.messages[0]["remedy_reference"] == granted.reference
    assert other["escalation"] == "beyond_authority"

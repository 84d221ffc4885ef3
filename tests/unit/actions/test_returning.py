"""A returning customer is asked about the open matter once, and goes on from there."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.listen import ActionTriage
from actions.next_matter import ActionNextMatter
from actions.policies import Policies
from tests.support.trackers import FixedRater, a_tracker, said_in, slots_in
from tests.unit.actions.conftest import TODAY

LATE = {
    "reference": "FL-2026-0042",
    "topic": "late_delivery",
    "status": "open",
    "opened_at": "2026-10-01T09:00:00Z",
    "order_number": "4471-0093",
}
RECENT = {**LATE, "opened_at": "2026-11-15T09:00:00Z"}


async def listen(policies: Policies, text: str, intent: str, **slots: Any) -> Any:
    said = ["utter_ask_previous"] if slots.pop("asked", False) else []
    tracker = a_tracker(text, intent, slots=slots, said=said)
    action = ActionTriage(policies, FixedRater(), lambda: TODAY)
    return slots_in(await action.run(CollectingDispatcher(), tracker, {}))


async def test_a_greeting_is_answered_with_the_open_matter(policies: Policies) -> None:
    slots = await listen(policies, "hello", "greet", previous=[LATE])

    assert slots["next_action"] == "utter_ask_previous"
    assert slots["previous_label"] == "a late delivery"
    assert slots["previous_reference"] == "FL-2026-0042"
    assert slots["previous_asked"] is True
    assert slots["last_topic"] is None


async def test_the_same_complaint_is_asked_about_before_it_is_told(
    policies: Policies,
) -> None:
    slots = await listen(policies, "it is late", "late_delivery", previous=[LATE])

    assert slots["next_action"] == "utter_ask_previous"
    assert slots["previous_waiting"] == "late_delivery"


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("where is my refund", "refund_status", {"previous": [LATE]}),
        ("order 5580-2230 is late", "late_delivery", {"previous": [LATE]}),
        ("hello", "greet", {"previous": [{**LATE, "status": "settled"}]}),
        ("hello", "greet", {"previous": [{**LATE, "topic": "unheard_of"}]}),
        ("hello", "greet", {"previous": [{**LATE, "opened_at": None}]}),
        ("hello", "greet", {"previous": "nonsense"}),
        ("hello", "greet", {"previous": None}),
        ("hello", "greet", {"previous": [LATE], "previous_asked": True}),
        ("hello", "greet", {"previous": [LATE], "last_topic": "invoice"}),
    ],
)
async def test_a_clearer_beginning_is_answered_as_it_is(
    policies: Policies, text: str, intent: str, slots: dict[str, Any]
) -> None:
    assert (await listen(policies, text, intent, **slots))["next_action"] is None


async def test_a_yes_takes_the_matter_up_with_its_facts(policies: Policies) -> None:
    slots = await listen(policies, "yes", "affirm", previous=[LATE], asked=True)

    assert slots["last_topic"] == "late_delivery"
    assert slots["order_number"] == "4471-0093"
    assert slots["order_question"] == "given"
    assert slots["next_action"] == "action_next_matter"
    assert slots["escalation"] is None


async def test_a_yes_to_what_was_opened_lately_brings_a_person(
    policies: Policies,
) -> None:
    slots = await listen(policies, "yes", "affirm", previous=[RECENT], asked=True)

    assert slots["escalation"] == "repeat_contact"
    assert slots["last_topic"] == "late_delivery"
    assert slots["order_number"] == "4471-0093"


async def test_a_no_goes_on_with_what_was_named_before(policies: Policies) -> None:
    slots = await listen(
        policies,
        "no, a new one",
        "deny",
        previous=[RECENT],
        previous_waiting="late_delivery",
        asked=True,
    )

    assert slots["last_topic"] == "late_delivery"
    assert slots["next_action"] == "action_next_matter"
    assert "order_number" not in slots
    assert slots["refused_count"] == 0


async def test_a_no_to_a_greeting_asks_what_it_is_about(policies: Policies) -> None:
    slots = await listen(policies, "no", "deny", previous=[LATE], asked=True)

    assert slots["next_action"] is None
    assert slots["asked"] == "previous"
    assert slots["last_topic"] is None


@pytest.mark.parametrize(
    ("intent", "word"), [("affirm", "utter_take_up"), ("deny", "utter_new_matter")]
)
async def test_the_matter_is_taken_up_with_a_word_on_why(
    policies: Policies, intent: str, word: str
) -> None:
    dispatcher = CollectingDispatcher()
    slots = {"last_topic": "late_delivery", "asked": "previous"}
    tracker = a_tracker("so", intent, slots=slots)

    events = await ActionNextMatter(policies).run(dispatcher, tracker, {})

    assert said_in(dispatcher.messages) == [word]
    assert events[0]["name"] == "order_form"

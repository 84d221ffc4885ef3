"""Handing over: the words, and what the desk is given."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.handoff import ActionRequestHandoff
from actions.policies import Policies
from tests.support.trackers import a_tracker, said_in, slots_in


async def hand_over(
    policies: Policies, dispatcher: CollectingDispatcher, **slots: Any
) -> dict[str, Any]:
    tracker = a_tracker("I'll call my lawyer", "human", slots=slots)
    events = await ActionRequestHandoff(policies).run(dispatcher, tracker, {})
    return slots_in(events)


async def test_the_request_carries_everything_that_was_told(
    policies: Policies, dispatcher: CollectingDispatcher
) -> None:
    slots = await hand_over(
        policies,
        dispatcher,
        escalation="exposure",
        escalation_signal="legal",
        last_topic="late_delivery",
        order_number="4471-0093",
        order={"items": [{"name": "Aurora desk lamp", "price": 39.5}]},
        open_topic_label="a double charge",
        remedy="refund",
        tried=["utter_late_delivery"],
    )

    assert slots["handoff_request"] == {
        "reason": "exposure",
        "skill": "complaints",
        "topic": "late_delivery",
        "signal": "legal",
        "facts": {
            "order_number": "4471-0093",
            "remedy": "refund",
            "item": "Aurora desk lamp",
            "order": {"items": [{"name": "Aurora desk lamp", "price": 39.5}]},
            "open_topic": "a double charge",
        },
        "tried": ["utter_late_delivery"],
        "note": policies.escalation.signals["legal"].note,
    }
    assert said_in(dispatcher.messages) == ["utter_protocol_legal"]


@pytest.mark.parametrize(
    ("reason", "topic", "skill"),
    [
        ("customer_request", "late_delivery", "delivery"),
        ("needs_unmet", "refund_status", "billing"),
        ("customer_request", None, "complaints"),
        ("retention", "price_increase", "retention"),
        ("threat", None, "safety"),
    ],
)
async def test_the_skill_is_the_topics_unless_the_reason_has_its_own(
    policies: Policies,
    dispatcher: CollectingDispatcher,
    reason: str,
    topic: str | None,
    skill: str,
) -> None:
    slots = await hand_over(policies, dispatcher, escalation=reason, last_topic=topic)

    assert slots["handoff_request"]["skill"] == skill


async def test_handing_over_closes_an_open_form(
    policies: Policies, dispatcher: CollectingDispatcher
) -> None:
    tracker = a_tracker("agent", "human", form=True)

    events = await ActionRequestHandoff(policies).run(dispatcher, tracker, {})

    assert {"event": "active_loop", "name": None, "timestamp": None} in events
    assert slots_in(events)["requested_slot"] is None


@pytest.mark.parametrize(
    ("locale", "line"),
    [("en-GB", "116 123"), ("en_US", "988"), ("en", "116 123"), (None, "findahelp")],
)
async def test_somebody_in_distress_is_shown_the_line_of_their_region(
    policies: Policies,
    dispatcher: CollectingDispatcher,
    locale: str | None,
    line: str,
) -> None:
    await hand_over(
        policies,
        dispatcher,
        escalation="threat",
        escalation_signal="self_harm",
        locale=locale,
    )

    message = dispatcher.messages[0]
    assert message["response"] == "utter_protocol_self_harm"
    assert line in message["crisis_line"]


async def test_another_language_goes_to_people_who_may_speak_it(
    policies: Policies, dispatcher: CollectingDispatcher
) -> None:
    slots = {"escalation": "bot_failure"}
    tracker = a_tracker("¿Dónde está?", "non_english", slots=slots)

    events = await ActionRequestHandoff(policies).run(dispatcher, tracker, {})

    assert slots_in(events)["handoff_request"]["skill"] == "languages"

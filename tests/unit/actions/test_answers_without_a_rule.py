"""Turns that triage answers where no rule could: doubt, a second matter, pictures."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.listen import ActionTriage
from actions.next_matter import ActionNextMatter
from actions.policies import Policies
from tests.support.trackers import (
    FixedRater,
    a_rating,
    a_tracker,
    said_in,
    slots_in,
)
from tests.unit.actions.conftest import TODAY

CLOSE = (("refund_status", 0.5), ("return_how", 0.4))
ANSWERED = ("utter_login_problem", "utter_ask_settled")


async def listen(
    policies: Policies,
    tracker: Any,
    signals: tuple[str, ...] = (),
) -> dict[str, Any]:
    rater = FixedRater(a_rating(signals=signals))
    action = ActionTriage(policies, rater, lambda: TODAY)
    return slots_in(await action.run(CollectingDispatcher(), tracker, {}))


async def test_close_topics_are_asked_about(policies: Policies) -> None:
    tracker = a_tracker("sent it back", "refund_status", ranking=CLOSE)

    slots = await listen(policies, tracker)

    assert slots["next_action"] == "utter_ask_which"
    assert slots["which_first"] == "a refund you are waiting for"
    assert slots["which_second_say"] == "How do I return or cancel an order?"
    assert slots["last_topic"] is None


@pytest.mark.parametrize(
    ("ranking", "said", "second"),
    [
        ((("refund_status", 0.7), ("return_how", 0.2)), (), None),
        ((("refund_status", 0.3), ("return_how", 0.15)), (), None),
        ((("refund_status", 0.5), ("thanks", 0.4)), (), None),
        (CLOSE, ("utter_ask_which",), None),
        (CLOSE, (), "return_how"),
        ((("refund_status", 0.5), ("account_hacked", 0.4)), (), None),
    ],
)
async def test_nothing_is_asked_where_there_is_no_doubt_or_it_was_just_asked(
    policies: Policies,
    ranking: tuple[tuple[str, float], ...],
    said: tuple[str, ...],
    second: str | None,
) -> None:
    tracker = a_tracker(
        "sent it back", "refund_status", ranking=ranking, said=said, second=second
    )

    slots = await listen(policies, tracker)

    assert slots["next_action"] is None
    assert slots["last_topic"] == "refund_status"


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        ("late_delivery", ["utter_next_matter"]),
        ("invoice", ["utter_next_matter", "utter_invoice", "utter_ask_settled"]),
    ],
)
async def test_the_second_matter_follows_by_itself_when_the_first_is_settled(
    policies: Policies,
    dispatcher: CollectingDispatcher,
    waiting: str,
    said: list[str],
) -> None:
    known = {"last_topic": "login_problem", "open_topic": waiting}
    tracker = a_tracker("yes", "affirm", slots=known, said=ANSWERED)

    slots = await listen(policies, tracker)
    action = ActionNextMatter(policies)
    events = await action.run(dispatcher, a_tracker(slots=known | slots), {})

    assert slots["next_action"] == "action_next_matter"
    assert (slots["last_topic"], slots["open_topic"]) == (waiting, None)
    assert said_in(dispatcher.messages) == said
    followed = [event["name"] for event in events if event["event"] == "followup"]
    assert followed == (["order_form"] if waiting == "late_delivery" else [])


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("👍", "utter_affirm"),
        ("👍🏽", "utter_affirm"),
        ("👎", "utter_deny"),
        ("❤️", "utter_thanks"),
        ("🤬🤬", "utter_frustration"),
        ("🐙", "utter_symbols"),
        ("?!", None),
        ("qwxz 👍", None),
    ],
)
async def test_pictures_mean_something_and_are_no_misunderstanding(
    policies: Policies, text: str, script: str | None
) -> None:
    slots = await listen(policies, a_tracker(text))

    assert slots["next_action"] == script
    assert slots["misunderstood_count"] == (0 if script else 1)


async def test_a_thumb_up_settles_the_matter(policies: Policies) -> None:
    known = {"last_topic": "login_problem", "refused_count": 1}

    slots = await listen(policies, a_tracker("👍", slots=known, said=ANSWERED))

    assert slots["refused_count"] == 0


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("login_problem", ["utter_boundary", *ANSWERED]),
        ("late_delivery", ["utter_boundary"]),
    ],
)
async def test_an_insult_is_met_with_a_boundary_whatever_the_topic(
    policies: Policies, dispatcher: CollectingDispatcher, topic: str, said: list[str]
) -> None:
    heard = await listen(policies, a_tracker("fix it, idiot", topic), ("abuse",))
    action = ActionNextMatter(policies)

    await action.run(dispatcher, a_tracker(slots=heard), {})

    assert heard["next_action"] == "action_next_matter"
    assert said_in(dispatcher.messages) == said


@pytest.mark.parametrize("intent", ["frustration", "product_safety"])
async def test_what_has_words_of_its_own_for_it_is_left_to_its_rule(
    policies: Policies, intent: str
) -> None:
    heard = await listen(policies, a_tracker("idiot", intent), ("abuse",))

    assert heard["next_action"] is None

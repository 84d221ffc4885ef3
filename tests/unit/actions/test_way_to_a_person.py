"""From every state of the dialogue a person is at most two customer turns away."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from rasa_sdk.executor import CollectingDispatcher

from actions.listen import ActionTriage
from actions.policies import Policies
from actions.topics import ASKS
from actions.triage import Rating
from tests.support.trackers import FixedRater, a_rating, a_tracker, slots_in
from tests.unit.actions.conftest import ROOT, TODAY

MOST_TURNS = 2
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
CONFIG = yaml.safe_load((ROOT / "config.yml").read_text())
OFFER = {
    "kind": "refund",
    "topic": "late_delivery",
    "amount": 42.0,
    "currency": "GBP",
    "tries": 0,
}
ASKING = ("I would like a person", "agent", "a human please")


async def turns_to_a_person(
    policies: Policies, rating: Rating, intent: str, **state: Any
) -> int:
    """How often the customer must ask; more than MOST_TURNS stands for never."""
    action = ActionTriage(policies, FixedRater(rating), lambda: TODAY)
    slots, said = dict(state["slots"]), state["said"]
    for turn in range(1, MOST_TURNS + 1):
        tracker = a_tracker(
            ASKING[turn],
            intent,
            slots=slots,
            said=said,
            form=state["form"],
            turn_id=f"trn_{turn}",
        )
        events = await action.run(CollectingDispatcher(), tracker, {})
        slots |= slots_in(events)
        if slots["escalation"]:
            return turn
        # Whatever was said then: the least helpful case is that it asked nothing.
        said = []
    return MOST_TURNS + 1


def scripts_that_ask(policies: Policies) -> list[list[str]]:
    """One state for each thing a script can ask, and one in which nothing is asked."""
    topics = policies.topics
    by_question = {asks: script for script, asks in topics.questions.items()}
    by_question |= {topic.asks: topic.script for topic in topics.by_id.values()}
    assert by_question.keys() | {"nothing"} == ASKS
    return [[script] for script in by_question.values()] + [[]]


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("offer", [None, OFFER])
async def test_asking_for_a_person_brings_one_in_every_state(
    policies: Policies, form: bool, offer: dict[str, Any] | None
) -> None:
    """Triage hears the wish, whatever the understanding takes the words for."""
    slots = {"last_topic": "late_delivery", "remedy_offer": offer}
    rating = a_rating(human=True)
    stuck = []
    for said in scripts_that_ask(policies):
        for intent in DOMAIN["intents"]:
            state = {"said": said, "form": form, "slots": slots}
            turns = await turns_to_a_person(policies, rating, intent, **state)
            if turns > MOST_TURNS:
                stuck.append((said, intent))

    assert stuck == []


async def test_the_understanding_alone_brings_one_too(policies: Policies) -> None:
    """Should triage miss the wish, the intent has it."""
    rating = a_rating(human=False)
    for said in scripts_that_ask(policies):
        state = {"said": said, "form": False, "slots": {}}
        assert await turns_to_a_person(policies, rating, "human", **state) == 1


async def test_not_being_understood_brings_one_in_two_turns(policies: Policies) -> None:
    rating = a_rating(priority="none")
    for intent in ("nlu_fallback", "non_english"):
        state: dict[str, Any] = {"said": [], "form": False, "slots": {}}
        assert await turns_to_a_person(policies, rating, intent, **state) == 2


async def test_a_yes_to_a_person_brings_one(policies: Policies) -> None:
    offers = [s for s, asks in policies.topics.questions.items() if asks == "person"]
    offers += [t.script for t in policies.topics.by_id.values() if t.asks == "person"]
    for script in offers:
        state: dict[str, Any] = {"said": [script], "form": False, "slots": {}}
        assert await turns_to_a_person(policies, a_rating(), "affirm", **state) == 1


def test_nothing_in_rasa_stands_before_a_handoff() -> None:
    """What triage decides wins over every rule and form, by its priority."""
    policies = {policy["name"]: policy for policy in CONFIG["policies"]}
    own = policies.pop("bot.components.escalation_policy.EscalationPolicy")

    assert policies.keys() == {"RulePolicy"}
    assert own["priority"] > policies["RulePolicy"].get("priority", 6)
    # Triage runs on every message because a slot has it as its mapping.
    triage = DOMAIN["slots"]["triage"]["mappings"][0]
    in_form = DOMAIN["slots"]["order_question"]["mappings"][0]
    assert triage["action"] == in_form["action"] == "action_triage"
    assert DOMAIN["forms"].keys() == {"order_form"}

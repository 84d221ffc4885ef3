"""The scripts, rules, domain and policies name the same things and promise no more."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml

from actions.policies import Policies
from tests.unit.actions.conftest import ROOT

DATA = ROOT / "data"
PURPOSES = {
    "complaint_answer",
    "question",
    "handoff",
    "chitchat",
    "system",
    "protocol",
}
# What actions pass with a script, beside the slots.
GIVEN = {
    "order_state",
    "order_item",
    "order_carrier",
    "order_total",
    "order_placed",
    "order_promised",
    "order_delivered",
    "payment_state",
    "refund_state",
    "refund_amount",
    "refund_date",
    "crisis_line",
    "remedy_kind",
    "remedy_amount",
    "remedy_reference",
    "postcode_state",
}
PROMISE = re.compile(r"\bwithin [\w-]+ (?:working )?(?:minute|hour|day|week|month)s?\b")
UNWANTED = re.compile(
    r"!|unfortunately|\bcan't\b(?! have been)|\bcannot\b|\bunable\b|\bpolicy\b"
    r"|you should have|you must|calm down|immediately|guarantee|\bas soon as possible\b"
    r"|\binconvenience\b|your call is important",
    re.IGNORECASE,
)


@cache
def _desks() -> set[str]:
    """What the desk fills in its own words."""
    listed = yaml.safe_load((DATA / "lint" / "placeholders.yml").read_text())
    known = listed["placeholders"].items()
    return {name for name, about in known if about.get("who") in {"desk", "both"}}


def _scripts() -> dict[str, dict[str, Any]]:
    files = [yaml.safe_load(p.read_text()) for p in (DATA / "scripts").glob("*.yml")]
    scripts: dict[str, dict[str, Any]] = {}
    for file in files:
        assert not scripts.keys() & file["scripts"].keys()
        scripts |= file["scripts"]
    return scripts


SCRIPTS = _scripts()
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())
SPOKEN = {name: script for name, script in SCRIPTS.items() if name[:6] == "utter_"}


VARIANTS = [(name, v) for name, script in SCRIPTS.items() for v in script["variants"]]


def _rules() -> list[dict[str, Any]]:
    paths = sorted((DATA / "rules").glob("*.yml"))
    return [rule for p in paths for rule in yaml.safe_load(p.read_text())["rules"]]


def _named_in_rules() -> set[str]:
    steps = [step for rule in _rules() for step in rule["steps"]]
    actions = {step.get("action", "") for step in steps}
    return {action for action in actions if action.startswith("utter_")}


def _named_elsewhere(policies: Policies) -> set[str]:
    sources = [*(ROOT / "actions").glob("*.py"), *(DATA / "policies").glob("*.yml")]
    text = "".join(path.read_text() for path in sources)
    named = set(re.findall(r"\butter_[a-z_]+[a-z]\b", text)) - {
        "utter_message",
        "utter_action",
    }
    order_topics = [t.script for t in policies.topics.by_id.values() if t.needs_order]
    return named | set(order_topics) | {"utter_ask_order_question"}


def test_every_script_that_is_named_exists_and_none_is_left_over(
    policies: Policies,
) -> None:
    assert _named_in_rules() | _named_elsewhere(policies) == SPOKEN.keys()


def test_every_script_has_words_in_the_domain_for_a_day_without_the_desk() -> None:
    assert DOMAIN["responses"].keys() == SPOKEN.keys()


def test_scripts_that_no_rule_names_are_listed_for_rasas_validation() -> None:
    path = DATA / "stories" / "spoken_by_actions.yml"
    steps = yaml.safe_load(path.read_text())["stories"][0]["steps"]

    assert {step["action"] for step in steps} == SPOKEN.keys() - _named_in_rules()


def test_every_intent_has_a_rule_and_every_topic_is_an_intent(
    policies: Policies,
) -> None:
    heard = {rule["steps"][0].get("intent") for rule in _rules()} - {None}

    assert heard == set(DOMAIN["intents"])
    assert policies.topics.by_id.keys() <= heard


def test_the_rules_ask_what_the_topics_say_they_ask(policies: Policies) -> None:
    rules = {rule["steps"][0].get("intent"): rule["steps"] for rule in _rules()}
    for topic in policies.topics.by_id.values():
        actions = [step["action"] for step in rules[topic.id] if "action" in step]
        if topic.needs_order:
            expected = ["order_form"]
        elif topic.id in policies.escalation.topics:
            expected = ["action_request_handoff"]
        else:
            settled = ["utter_ask_settled"] if topic.asks == "settled" else []
            expected = [topic.script, *settled]
        assert actions == expected, topic.id


@pytest.mark.parametrize("name", sorted(SPOKEN))
def test_a_script_can_always_be_spoken_in_two_ways(name: str) -> None:
    variants = SPOKEN[name]["variants"]
    plain = [v for v in variants if not v.get("when") and "{" not in v["text"]]

    assert SPOKEN[name]["purpose"] in PURPOSES
    assert len(variants) >= 2
    assert plain, "every variant needs a slot or a condition"


def test_variants_have_names_of_their_own() -> None:
    ids = [variant["id"] for _, variant in VARIANTS]

    assert len(ids) == len(set(ids))


def test_a_variant_names_only_what_can_be_filled() -> None:
    wrong = []
    for name, variant in VARIANTS:
        known = DOMAIN["slots"].keys() | GIVEN if name in SPOKEN else _desks()
        buttons = [f"{b['title']} {b['text']}" for b in variant.get("buttons") or ()]
        named = re.findall(r"\{(\w*)\}", " ".join([variant["text"], *buttons]))
        unknown = (set(named) | set(variant.get("when") or {})) - known
        wrong += [(variant["id"], name) for name in unknown]

    assert wrong == []


def test_a_variant_promises_only_times_that_the_policy_covers(
    policies: Policies,
) -> None:
    wrong = [
        (variant["id"], promise)
        for _, variant in VARIANTS
        for promise in PROMISE.findall(variant["text"])
        if promise not in policies.bot.promises
    ]

    assert wrong == []


def test_a_variant_is_positive_and_plain() -> None:
    found = [(v["id"], UNWANTED.search(v["text"])) for _, v in VARIANTS]

    assert [(name, match[0]) for name, match in found if match] == []
    assert [v["id"] for _, v in VARIANTS if len(v["text"]) > 480] == []


def test_buttons_are_ordinary_messages() -> None:
    for _, variant in VARIANTS:
        for button in variant.get("buttons") or ():
            assert button.keys() == {"title", "text"}
            assert not button["text"].startswith(("/", "EXTERNAL"))
            assert len(button["title"]) <= 30


def test_no_word_unlike_the_ones_customers_should_hear_slips_through() -> None:
    for text in ("Unfortunately, no.", "We cannot do that", "You should have asked!"):
        assert UNWANTED.search(text)
    assert PROMISE.findall("back within 7 working days, or within an hour") == [
        "within 7 working days",
        "within an hour",
    ]


@pytest.mark.parametrize(
    "name", [n for n, s in SCRIPTS.items() if s["purpose"] == "handoff"]
)
def test_a_handoff_promises_no_time(name: str) -> None:
    for variant in SCRIPTS[name]["variants"]:
        assert not re.search(r"\b(minutes?|hours?|soon|within)\b", variant["text"])


def test_the_desk_has_words_for_every_reason(policies: Policies) -> None:
    for reason in policies.escalation.order:
        text = SCRIPTS[f"system_handoff_{reason}"]["variants"][0]["text"]
        assert "{team_name}" in text
        assert "{wait}" in text
        assert "need not repeat" in text

"""Axes, matrix and merging: what is rated high, and that a rating never drops."""

from __future__ import annotations

import json

import pytest

from actions.triage import History, Triage, merge


@pytest.mark.parametrize(
    ("text", "urgency", "impact"),
    [
        ("WHY IS MY PARCEL SO BLOODY LATE", "low", "low"),
        ("where do I find my invoice??", "low", "low"),
        ("I want a human", "low", "low"),
        ("the wedding is on Saturday and my shoes are not here", "high", "low"),
        ("you keep charging me every day", "high", "low"),
        ("this is the third time I ask for the lid", "high", "low"),
        ("I have waited nine days for the lid", "low", "low"),
        ("I have waited ten days for the lid", "high", "low"),
        ("you overcharged me £199", "low", "low"),
        ("you overcharged me £200", "low", "high"),
        ("you overcharged me $249", "low", "low"),
        ("you overcharged me $250", "low", "high"),
        ("the mugs for our 9 guests are chipped", "low", "low"),
        ("the mugs for our 10 guests are chipped", "low", "high"),
        ("no heating since Monday", "high", "high"),
        ("my mother's insulin fridge broke", "high", "high"),
        ("I'll never buy from you again", "high", "low"),
        ("I will sue you", "low", "high"),
        ("you sent my details to a stranger", "low", "high"),
        ("I'll go to the BBC", "low", "high"),
    ],
)
def test_shipped_thresholds(
    rules_only: Triage, text: str, urgency: str, impact: str
) -> None:
    rated = rules_only.rate(text)

    assert (rated.urgency.level, rated.impact.level) == (urgency, impact)


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("I will kill you", "P0"),
        ("I don't want to live any more", "P0"),
        ("the charger caught fire", "P0"),
        ("no heating since Monday", "P1"),
        ("the wedding is on Saturday and my shoes are not here", "P2"),
        ("you sent my details to a stranger", "P3"),
        ("the lid is loose", "P4"),
        ("I want a human", "P4"),
        ("hello", "none"),
        ("thanks, you were great", "none"),
        ("what's the weather in Leeds", "none"),
        ("", "none"),
    ],
)
def test_priority_follows_the_matrix(
    rules_only: Triage, text: str, priority: str
) -> None:
    assert rules_only.rate(text).priority == priority


def test_danger_makes_both_axes_high(rules_only: Triage) -> None:
    rated = rules_only.rate("I will kill you")

    assert rated.urgency.level == rated.impact.level == "high"


def test_earlier_contacts_count(rules_only: Triage) -> None:
    text = "my parcel is not here"

    assert rules_only.rate(text).urgency.level == "low"
    assert rules_only.rate(text, History(contacts=2)).urgency.level == "high"


def test_every_point_has_evidence(rules_only: Triage) -> None:
    rated = rules_only.rate("No heating since Monday, my baby is freezing, £900 gone")

    for axis in (rated.urgency, rated.impact):
        assert axis.evidence
        assert all(item.points > 0 and item.why for item in axis.evidence)


def test_merged_rating_never_drops(rules_only: Triage) -> None:
    worst = rules_only.rate("I will sue you, I have waited ten weeks")
    mild = rules_only.rate("ok, thanks")

    merged = merge(worst, mild)

    assert merged.priority == worst.priority == "P1"
    assert merged.urgency == worst.urgency
    assert {s.name for s in merged.signals} == {s.name for s in worst.signals}


def test_two_halves_make_a_whole(rules_only: Triage) -> None:
    urgent = rules_only.rate("the wedding is on Saturday and my shoes are not here")
    grave = rules_only.rate("you sent my details to a stranger")

    assert merge(urgent, grave).priority == merge(grave, urgent).priority == "P1"


def test_nothing_before_leaves_the_new_rating(rules_only: Triage) -> None:
    rated = rules_only.rate("hello")

    assert merge(None, rated) is rated
    assert merge(rated, rated).priority == "none"


def test_rating_is_plain_json(rules_only: Triage) -> None:
    rated = rules_only.rate("I will sue you for £900 by Friday")

    told = json.loads(json.dumps(rated.to_dict()))

    assert told["priority"] == rated.priority
    assert told["signals"][0]["name"] == "legal"
    assert told["version"] == rated.version
    assert set(told["urgency"]) == {"score", "level", "evidence"}


def test_the_same_words_are_shown_once_for_a_signal(rules_only: Triage) -> None:
    rating = rules_only.rate("my solicitor will write to you, and I will sue you")

    spans = sorted((s.start, s.end) for s in rating.signals if s.name == "legal")

    assert len(spans) == 2
    assert spans[0][1] <= spans[1][0]


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("your driver was so kind to my blind father, what a gentleman", "none"),
        ("lovely, 900 pounds gone and I fly on Friday", "P1"),
        ("No. My three kids are freezing", "P3"),
        ("how many people live in Peru", "none"),
    ],
)
def test_praise_has_no_rating_and_what_is_at_stake_has(
    rules_only: Triage, text: str, priority: str
) -> None:
    assert rules_only.rate(text).priority == priority

"""Replays compare what the bot made of the same words before and after a change."""

import pytest

from handoff.domain.replaying import (
    Change,
    TurnOutcome,
    check_change,
    compare_conversation,
    differences,
    sum_up,
)
from handoff.errors import ValidationFailed


def outcome(**given: object) -> TurnOutcome:
    usual = {
        "scripts": ["utter_stock"],
        "said": "It is in stock.",
        "topic": "stock",
        "answered": True,
        "priority": "P4",
        "signals": [],
        "reason": None,
    }
    return TurnOutcome(**{**usual, **given})  # type: ignore[arg-type] - test values


def test_what_differs_is_named() -> None:
    assert differences(outcome(), outcome()) == []
    assert differences(outcome(), outcome(said="We have it.")) == ["words"]
    assert differences(outcome(), outcome(priority="P1")) == ["rating"]
    assert differences(outcome(), outcome(reason="threat")) == ["handoff"]
    assert differences(outcome(), outcome(answered=False)) == ["topic"]
    assert differences(outcome(), None) == ["handoff"]


def test_a_run_that_hands_over_earlier_ends_earlier() -> None:
    old, new = [outcome(), outcome()], [outcome(reason="threat")]

    found = compare_conversation("cnv_1", ["one", "two", "three"], old, new)

    assert [turn.text for turn in found.turns] == ["one", "two"]
    assert found.turns[1].after is None
    assert found.differs == ["handoff"]


def test_the_counts_are_of_conversations_and_messages() -> None:
    same = [outcome()]
    handed = [outcome(answered=False), outcome(reason="customer_request")]
    runs = {"cnv_1": (same, same), "cnv_2": (same, handed)}
    replayed = [
        compare_conversation(key, ["a", "b"], old, new)
        for key, (old, new) in runs.items()
    ]

    result = sum_up(replayed, [same, same], [same, handed])

    assert result.before == {"answered": 2, "handed_over": 0, "not_understood": 0}
    assert result.after == {"answered": 1, "handed_over": 1, "not_understood": 1}
    assert [one.conversation_id for one in result.different] == ["cnv_2"]
    assert result.differs == {"handoff": 1, "topic": 1}


@pytest.mark.parametrize(
    "change",
    [
        Change(),
        Change(file="data/policies/escalation.yml"),
        Change(file="data/policies/../../secrets.json", content="x"),
        Change(file="/etc/passwd", content="x"),
        Change(file="config.yml", content="x"),
        Change(script="utter_stock", text="no variant named"),
        Change(training_id="trg_1", file="data/policies/escalation.yml", content="x"),
    ],
)
def test_a_change_that_is_none_or_several_is_refused(change: Change) -> None:
    with pytest.raises(ValidationFailed):
        check_change(change)


@pytest.mark.parametrize(
    "change",
    [
        Change(file="data/triage/legal.yml", content="rules: []"),
        Change(script="utter_stock", variant="stock.en.1", text="We have it."),
        Change(training_id="trg_1"),
    ],
)
def test_each_kind_of_change_is_taken(change: Change) -> None:
    check_change(change)

"""Judgements: a rating goes down because a person says so, and stays down."""

from typing import Any

import pytest

from handoff.domain.judgement import (
    Judgement,
    check_new,
    is_dismissed,
    judge,
    standing,
)
from handoff.domain.rating import merge
from handoff.errors import ValidationFailed
from tests.support.fakes import CALM, rating

TEXT = "I'll burn it down"
MAYA = {"id": "per_1", "name": "Maya"}
THREAT = merge(
    None, rating("violence", priority="P0", urgency="high", impact="high"), seq=3
)


def says(rated: dict[str, Any], about: str, new: str, seq: int = 3) -> dict[str, Any]:
    """The rating after Maya's word."""
    old = standing(rated, about, seq=seq)
    said = Judgement(
        about=about, message_seq=seq, old=old, new=new, reason="a joke", by=MAYA, at=""
    )
    return judge(rated, said, text=TEXT)


def names(rated: dict[str, Any]) -> list[str]:
    return [signal["name"] for signal in rated["signals"]]


def test_a_dismissed_signal_takes_its_priority_along() -> None:
    after = says(THREAT, "violence", "none")

    assert (names(after), after["priority"]) == ([], "P1")
    assert is_dismissed(after, "violence")


def test_a_corrected_cell_sets_both_levels() -> None:
    after = says(says(THREAT, "violence", "none"), "matrix", "P4")

    assert after["priority"] == "P4"
    assert (after["urgency"]["level"], after["impact"]["level"]) == ("low", "low")
    assert THREAT["urgency"]["level"] == "high"


def test_a_signal_may_be_another_one_at_the_same_words() -> None:
    after = says(THREAT, "violence", "abuse")

    [signal] = after["signals"]
    assert (signal["name"], signal["why"], signal["end"]) == ("abuse", "a joke", 4)


def test_a_signal_that_was_missed_can_be_added_and_makes_it_p0() -> None:
    after = says(merge(None, CALM, seq=3), "none", "self_harm")

    [signal] = after["signals"]
    assert (signal["name"], signal["end"]) == ("self_harm", len(TEXT))
    assert after["priority"] == "P0"


def test_agreeing_changes_nothing_but_the_record() -> None:
    after = says(THREAT, "violence", "violence")

    assert {**after, "judged": []} == {**THREAT, "judged": []}
    assert [said["new"] for said in after["judged"]] == ["violence"]
    assert not is_dismissed(after, "violence")


def test_the_last_word_of_one_person_replaces_their_first() -> None:
    after = says(says(THREAT, "matrix", "P4"), "matrix", "P2")

    assert [said["new"] for said in after["judged"]] == ["P2"]


def test_rating_the_same_message_again_does_not_undo_a_person() -> None:
    low = says(says(THREAT, "violence", "none"), "matrix", "P4")

    again = merge(
        low, rating("violence", priority="P0", urgency="high", impact="high"), seq=3
    )

    assert (names(again), again["priority"]) == ([], "P4")
    assert again["judged"] == low["judged"]


def test_a_later_message_raises_the_rating_anew() -> None:
    low = says(says(THREAT, "violence", "none"), "matrix", "P4")

    again = merge(low, rating("violence", priority="P0", urgency="high"), seq=9)

    assert (names(again), again["priority"]) == (["violence"], "P0")


@pytest.mark.parametrize(
    ("about", "new"), [("matrix", "P0"), ("matrix", "legal"), ("legal", "P1")]
)
def test_only_cells_and_signals_are_answers(about: str, new: str) -> None:
    with pytest.raises(ValidationFailed, match="to must be one of"):
        check_new(about, new)


def test_a_signal_that_the_message_does_not_hold_cannot_be_judged() -> None:
    with pytest.raises(ValidationFailed, match="no such signal"):
        standing(THREAT, "violence", seq=4)

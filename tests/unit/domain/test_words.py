"""The desk's words: waits and facts as a person reads them."""

import pytest

from handoff.config import ROOT
from handoff.domain.views import Wait
from handoff.storage.policies import read_words

WORDS = read_words(ROOT / "data")


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (5, 50, "about a minute"),
        (120, 300, "2 to 5 minutes"),
        (61, 119, "1 to 2 minutes"),
        (300, 300, "about 5 minutes"),
        (3_600, 9_000, "1 to 3 hours"),
    ],
)
def test_wait_in_words(low: int, high: int, text: str) -> None:
    assert WORDS.wait(Wait(low, high)) == text


def test_only_facts_with_a_label_are_passed_on() -> None:
    shown = WORDS.passed_on(
        {"order": {"status": "late"}, "inner": "x", "amount": 20.0, "order_number": "1"}
    )

    assert [(fact.name, fact.value) for fact in shown] == [
        ("order_number", "1"),
        ("amount", "20"),
    ]

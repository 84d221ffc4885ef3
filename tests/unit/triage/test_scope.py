"""Denial, quotation, report and idiom decide what a phrase means."""

from __future__ import annotations

import pytest

from actions.triage import Triage


def _signals(rater: Triage, text: str) -> set[str]:
    return {s.name for s in rater.rate(text).signals if s.certainty >= 0.5}


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("I do not want a refund, I want an agent", {"human_request"}),
        ("if this isn't fixed I'll sue", {"legal"}),
        ("I'm not going to sue", set()),
        ("I don't think I will sue", set()),
        ("I never said I would sue you", set()),
        ("I won't hesitate to sue you", {"legal"}),
        ("I'm not threatening you, but I will sue", {"legal"}),
        ("your driver told me he would kill me", set()),
        ('the courier shouted "I will kill you" at my wife', set()),
        ("You're killing me with this wait", set()),
        ("You're killing me, and I will kill your driver", {"violence"}),
        ("I will not hurt anyone", set()),
        ("IM GONNA K1LL YOU", {"violence"}),
        ("I will k i l l you", {"violence"}),
        ("I wíll kіll you", {"violence"}),
        ("I will\u200b ki\u200bll you", {"violence"}),
        ("ill sue you", {"legal"}),
        ("the cat is ill", set()),
        ("can't I speak to a human?", {"human_request"}),
        ("I don't need an agent", set()),
    ],
)
def test_meaning_follows_scope(
    rules_only: Triage, text: str, signals: set[str]
) -> None:
    assert _signals(rules_only, text) == signals


def test_evidence_points_at_the_words(rules_only: Triage) -> None:
    text = "Hello… “nice” day. I’ll SUE you!!"

    (signal,) = rules_only.rate(text).signals

    assert text[signal.start : signal.end] == "I’ll SUE"

"""Any text at all gets a rating, in bounded time, with spans that fit it."""

from __future__ import annotations

import random
from collections import Counter
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.triage import SIGNALS, Rating, Triage, load

_SHIPPED = load(models_dir=None)
# Seconds of the processor for 4,000 hostile characters; the slowest kind takes a third.
_PATIENCE = 0.25
_HOSTILE = {
    "addresses": "a:" * 16_000,
    "dotted numbers": "1.2." * 4_000,
    "combining marks": "a" + "\u0301" * 50_000,
    "one long word": "x" * 1_000_000,
    "joiners": "\u200d" * 10_000,
    "surrogates": "\ud800" * 5_000,
    "brackets": "([{" * 3_000,
    "quotes": "\"'" * 4_000,
    "threat words": "i will kill " * 1_000,
    "wants": "i want to speak to a " * 1_000,
    "negations": "not never no " * 1_000,
    "numbers": "12 34 three " * 1_000,
    "money": "£1 " * 3_000,
    "newlines": "\n" * 10_000,
    "only marks": "?!" * 5_000,
    "apostrophes": "n't" * 3_000,
    "at signs": "a@" * 5_000,
    "phone": "0 " * 5_000,
    "emoji": "\N{HOCHO}\N{POUTING FACE}" * 3_000,
    "marked letters": "a\u0301\u0302" * 2_000,
    "unclosed quotes": '"he said i will ' * 400,
    "reports of reports": "he said that she told me they said " * 200,
    "spelled out": "k i l l " * 1_000,
    "digits for letters": "k1ll y0u 5h1t " * 400,
    "no known word": " ".join(
        f"{n:09b}".translate({48: 98, 49: 113}) for n in range(500)
    ),
    "wishes to leave": "i want to leave cancel switch move to my account " * 100,
    "reviews": "i will post leave write a review on facebook google " * 100,
    "money taken": "they took money from my account without my card " * 100,
    "deeds": "fell burst snapped my his her hit " * 150,
    "dates": "by friday 12 march 2025 for 3 weeks since monday " * 100,
}


def _fits(rating: Rating, text: str) -> None:
    for item in (*rating.signals, *rating.facts):
        assert 0 <= item.start < item.end <= len(text)
    for axis in (rating.urgency, rating.impact):
        assert 0 <= axis.score <= 100
        for evidence in axis.evidence:
            assert 0 <= evidence.start <= evidence.end <= len(text)
    assert {signal.name for signal in rating.signals} <= set(SIGNALS)


def _quickest(text: str) -> tuple[Rating, float]:
    """The rating, and the least time that one of three tries took.

    The first compiles what the others reuse, and a try may meet the garbage collector.
    """
    tries = []
    for _ in range(3):
        began = process_time()
        rating = _SHIPPED.rate(text)
        tries.append(process_time() - began)
    return rating, min(tries)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_rated(text: str) -> None:
    _fits(_SHIPPED.rate(text), text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_read_as_text_are_rated(data: bytes) -> None:
    text = data.decode("utf-8", errors="surrogateescape")

    _fits(_SHIPPED.rate(text), text)


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_text_is_rated_in_bounded_time(text: str) -> None:
    rating, took = _quickest(text)

    assert took < _PATIENCE
    _fits(rating, text)


def test_soup_of_every_trigger_word_is_rated_in_bounded_time() -> None:
    words = sorted(
        {f for r in _SHIPPED.rules for p in r.any for s in p.required for f in s}
    )
    random.Random(5).shuffle(words)
    text = " ".join(word for word in words if word.isalpha())[:4000]

    _, took = _quickest(text)

    assert took < _PATIENCE


def test_soup_of_the_words_most_patterns_need_is_rated_in_bounded_time() -> None:
    patterns = [p for r in _SHIPPED.rules for p in r.any]
    needed = Counter(f for p in patterns for s in p.required for f in s if f.isalpha())
    common = [word for word, _ in needed.most_common(40)]
    text = " ".join(random.Random(3).choices(common, k=1000))

    _, took = _quickest(text)

    assert took < _PATIENCE


def test_long_text_says_that_it_was_cut(rules_only: Triage) -> None:
    assert rules_only.rate("hello " * 1000).truncated
    assert not rules_only.rate("hello").truncated


def test_what_stands_behind_the_cap_is_not_read(rules_only: Triage) -> None:
    assert not rules_only.rate("x " * 2000 + "I will kill you").signals

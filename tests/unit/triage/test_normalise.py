"""Chat text is made plain, and every plain character knows where it came from."""

from __future__ import annotations

import pytest

from actions.triage.normalise import MAX_CHARS, normalise

_VOCABULARY = frozenset({"kill", "sue", "bitch", "lawyer"})
_EMOJI = {"🔪": "knife"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I’ll SUE “you”", 'i\'ll sue "you"'),
        ("soooooo baaaad!!!!!", "soo baad!"),
        ("k1ll", "kill"),
        ("b1tch!", "bitch!"),
        ("l a w y e r", "lawyer     "),
        ("ki\u200bll", "kill"),
        ("ｋｉｌｌ", "kill"),
        ("kіll", "kill"),
        ("résumé", "resume"),
        ("a\u0301\u0302\u0303b", "ab"),
        ("bring a 🔪", "bring a knife "),
        ("a\x00b\ud800c", "a b c"),
        ("area 51", "area 51"),
    ],
)
def test_text_is_made_plain(text: str, plain: str) -> None:
    assert normalise(text, _EMOJI, _VOCABULARY).text == plain


def test_span_points_into_the_original() -> None:
    text = "well… “I will k1111ll” ﬁne"

    plain = normalise(text, _EMOJI, _VOCABULARY)

    start = plain.text.index("fine")
    low, high = plain.span(start, start + 4)
    assert text[low:high] == "ﬁne"


def test_no_more_than_the_cap_is_read() -> None:
    plain = normalise("ab " * MAX_CHARS, _EMOJI, _VOCABULARY)

    assert plain.truncated
    assert plain.ends[-1] <= MAX_CHARS


def test_text_at_the_cap_is_not_truncated() -> None:
    assert not normalise("x " * (MAX_CHARS // 2), _EMOJI, _VOCABULARY).truncated

"""A conversation's rating: the highest of its messages, never lower."""

from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.rating import MAX_ENTRIES, merge, same_weight
from tests.support.fakes import CALM, rating

LEVELS = st.sampled_from(["low", "high"])
NAMES = st.lists(st.sampled_from(["violence", "legal", "churn"]), max_size=2)
RATINGS = st.builds(
    lambda names, urgency, impact, priority: rating(
        *names, priority=priority, urgency=urgency, impact=impact
    ),
    NAMES,
    LEVELS,
    LEVELS,
    st.sampled_from(["P0", "P1", "P2", "P3", "P4"]),
)


def test_two_halves_of_a_serious_matter_make_it_p1() -> None:
    urgent = rating(priority="P2", urgency="high", impact="low")
    grave = rating(priority="P3", urgency="low", impact="high")

    merged = merge(merge(None, urgent, seq=1), grave, seq=4)

    assert merged["priority"] == "P1"
    assert merged["impact"]["evidence"][-1]["seq"] == 4


def test_calm_words_change_nothing() -> None:
    threatened = merge(None, rating("violence", priority="P0"), seq=1)

    merged = merge(threatened, CALM, seq=2)

    assert same_weight(threatened, merged)
    assert merged["priority"] == "P0"


def test_small_talk_alone_is_no_change_worth_telling() -> None:
    assert same_weight(None, merge(None, CALM, seq=1))


def test_message_rated_twice_counts_once() -> None:
    once = merge(None, rating("legal", urgency="high"), seq=3)

    assert merge(once, rating("legal", urgency="high"), seq=3) == once


@given(st.lists(RATINGS, max_size=6))
def test_rating_never_drops(ratings: list[dict[str, object]]) -> None:
    held = None
    for seq, one in enumerate(ratings, start=1):
        merged = merge(held, one, seq=seq)
        if held is not None:
            assert merged["priority"] <= held["priority"]
            for axis in ("urgency", "impact"):
                assert merged[axis]["score"] >= held[axis]["score"]
                assert merged[axis]["level"] <= held[axis]["level"]  # high < low
            assert all(entry in merged["signals"] for entry in held["signals"])
        held = merged


def test_lists_are_bounded() -> None:
    held = None
    for seq in range(1, MAX_ENTRIES + 20):
        held = merge(held, rating("churn", urgency="high"), seq=seq)

    assert held is not None
    assert len(held["signals"]) == MAX_ENTRIES

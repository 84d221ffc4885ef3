"""Token buckets: so many at once, so many over time."""

import pytest

from handoff import limits
from handoff.errors import RateLimited
from handoff.limits import Limiter, Rate
from tests.support.clock import ManualClock


def taken(limiter: Limiter, caller: str, tries: int) -> int:
    """How many of the tries pass."""
    passed = 0
    for _ in range(tries):
        try:
            limiter.take(caller)
        except RateLimited:
            continue
        passed += 1
    return passed


def test_a_burst_passes_and_what_is_above_it_is_refused() -> None:
    limiter = Limiter(ManualClock(), Rate(10, 1))

    assert taken(limiter, "a", 50) == 10


def test_over_time_the_rate_passes() -> None:
    clock = ManualClock()
    limiter = Limiter(clock, Rate(10, 1))
    total = taken(limiter, "a", 50)
    for _ in range(60):
        clock.advance(1)
        total += taken(limiter, "a", 5)

    assert total == 70


def test_the_refusal_says_when_to_try_again() -> None:
    clock = ManualClock()
    limiter = Limiter(clock, Rate(2, 0.5))
    taken(limiter, "a", 2)

    with pytest.raises(RateLimited) as refusal:
        limiter.take("a")
    clock.advance(refusal.value.details["retry_after"])
    limiter.take("a")

    assert refusal.value.details == {"retry_after": 2.0}


def test_callers_do_not_share_a_bucket() -> None:
    limiter = Limiter(ManualClock(), Rate(1, 1))

    assert taken(limiter, "a", 3) + taken(limiter, "b", 3) == 2


def test_without_a_rate_everything_passes() -> None:
    assert taken(Limiter(ManualClock(), None), "a", 1000) == 1000


def test_memory_is_bounded_however_many_callers_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CALLERS", 100)
    limiter = Limiter(ManualClock(), Rate(1, 1))
    for number in range(1000):
        limiter.take(f"caller {number}")

    assert len(limiter._full_at) == 100

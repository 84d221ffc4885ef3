"""Rates with honest intervals, and when one does worse than another."""

import pytest

from handoff.domain.figures import Figures, is_worse, rate_of, together


def test_interval_is_wilsons() -> None:
    rate = rate_of("handoff", 10, 50)

    assert (rate.rate, rate.low, rate.high) == (0.2, 0.1124, 0.3304)


def test_few_cases_leave_much_open_and_none_leave_all() -> None:
    one = rate_of("handoff", 0, 1)
    none = rate_of("handoff", 0, 0)

    assert one.low == 0
    assert one.high is not None
    assert one.high > 0.7
    assert (none.rate, none.low, none.high) == (None, None, None)


@pytest.mark.parametrize(
    ("own", "others", "worse"),
    [
        ((60, 200), (20, 200), True),
        ((60, 90), (10, 90), False),  # too few
        ((25, 200), (20, 200), False),  # chance
        ((2200, 20000), (2000, 20000), False),  # sure, but too little to matter
        ((20, 200), (60, 200), False),
    ],
)
def test_worse_means_enough_cases_and_more_than_chance(
    own: tuple[int, int], others: tuple[int, int], worse: bool
) -> None:
    def judged(metric: str, a: tuple[int, int], b: tuple[int, int]) -> bool:
        return is_worse(
            rate_of(metric, *a),  # type: ignore[arg-type] - a metric by its name
            rate_of(metric, *b),  # type: ignore[arg-type] - a metric by its name
            fewest=100,
            worse_by=0.05,
        )

    assert judged("handoff", own, others) is worse
    assert judged("satisfied", others, own) is worse


def test_several_are_summed_not_averaged() -> None:
    a = Figures(uses=5, conversations=4, rates=[rate_of("handoff", 1, 4)])
    b = Figures(uses=9, conversations=6, rates=[rate_of("handoff", 5, 6)])

    both = together([a, b])

    assert (both.uses, both.conversations) == (14, 10)
    assert both.rate("handoff") == rate_of("handoff", 6, 10)
    assert both.rate("repeat") is None

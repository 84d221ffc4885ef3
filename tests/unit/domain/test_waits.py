"""The range of waiting that customers are told, and whether it held."""

import pytest

from handoff.config import ROOT
from handoff.domain.waits import PickUp, calibrate, expect_wait
from handoff.storage.policies import read_policies

POLICY = read_policies(ROOT / "data").desk.wait


def picked_up(*waits_ms: int, ahead: int = 0, priority: str = "P4") -> list[PickUp]:
    return [PickUp(waited, ahead, priority, 120, 300) for waited in waits_ms]


@pytest.mark.parametrize(
    ("waits", "low", "high"),
    [
        ([], 120, 300),
        ([60_000] * 4, 120, 300),
        ([60_000] * 5, 60, 61),
        ([10_000, 20_000, 30_000, 40_000, 50_000], 30, 40),
        (list(range(0, 100_000, 1_000)), 24, 39),
    ],
)
def test_wait_is_the_middle_to_the_80th_percentile_of_the_latest(
    waits: list[int], low: int, high: int
) -> None:
    wait = expect_wait(picked_up(*waits), priority="P4", ahead=0, policy=POLICY)

    assert (wait.low, wait.high) == (low, high)


def test_range_grows_with_the_line_ahead() -> None:
    # Each stood behind one other, so a place in the line took 30 seconds.
    recent = picked_up(*[60_000] * 5, ahead=1)

    first = expect_wait(recent, priority="P4", ahead=0, policy=POLICY)
    tenth = expect_wait(recent, priority="P4", ahead=9, policy=POLICY)

    assert (first.low, first.high) == (30, 31)
    assert (tenth.low, tenth.high) == (300, 301)


def test_own_priority_counts_alone_once_there_is_enough_of_it() -> None:
    slow = picked_up(*[600_000] * 10)
    fast = picked_up(*[20_000] * 5, priority="P1")

    alone = expect_wait([*slow, *fast], priority="P1", ahead=0, policy=POLICY)
    few = expect_wait([*slow, *fast[:4]], priority="P1", ahead=0, policy=POLICY)

    assert (alone.low, alone.high) == (20, 21)
    assert few.low == 600


def test_calibration_counts_what_was_kept_and_what_fell_inside() -> None:
    found = calibrate(picked_up(60_000, 120_000, 300_000, 300_001))

    assert (found.count, found.held, found.inside) == (4, 3, 2)
    assert (found.share_held, found.share_inside) == (0.75, 0.5)
    assert calibrate([]).share_held is None

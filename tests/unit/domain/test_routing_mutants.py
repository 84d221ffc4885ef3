"""Routing broken on purpose: the properties that it is held to must notice."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, settings

from handoff.domain import offers, waits
from tests.unit.domain import test_offers, test_ranking, test_waits

# A found fault is enough: nobody needs its smallest form here.
QUICK = settings(
    max_examples=300, phases=(Phase.generate,), database=None, deadline=None
)


def anybody_takes(*_: Any) -> bool:
    """Somebody who is full, or was just asked, is asked all the same."""
    return True


def lifts_above_the_bound(priority: str, aged: int, _: Any, names: list[str]) -> int:
    """Waiting makes anything the most urgent."""
    return max(names.index(priority) - aged, 0)


def never_ages(priority: str, _aged: int, _: Any, names: list[str]) -> int:
    """Waiting changes nothing."""
    return names.index(priority)


def the_busiest_first(worker: Any, _policy: Any) -> Any:
    """Whoever holds most is asked first."""
    return -len(worker.held), worker.idle_since, worker.person_id


def stops_too_early(crew: Any, _policy: Any) -> bool:
    """Nobody is looked for once one offer is made."""
    return not any(one.offered for one in crew.values())


def ignores_the_line(recent: Any, *, priority: Any, ahead: int, policy: Any) -> Any:
    """The first and the hundredth in line are told the same."""
    return waits_as_they_are(recent, priority=priority, ahead=0, policy=policy)


waits_as_they_are = waits.expect_wait


@pytest.mark.parametrize(
    ("module", "name", "mutant", "check"),
    [
        (
            offers,
            "takes",
            anybody_takes,
            test_offers.test_a_plan_asks_each_customer_and_each_agent_once_and_within_their_room,
        ),
        (
            offers,
            "_asks",
            stops_too_early,
            test_offers.test_the_first_left_waiting_fits_nobody_who_is_free,
        ),
        (
            offers,
            "_order",
            the_busiest_first,
            test_offers.test_least_loaded_comes_before_longest_idle,
        ),
        (
            test_offers,
            "has_room",
            anybody_takes,
            test_offers.test_capacity_is_never_exceeded_but_by_one_that_may,
        ),
        (
            test_ranking,
            "rank_of",
            lifts_above_the_bound,
            test_ranking.test_ageing_lifts_and_never_above_the_bound,
        ),
        (
            test_ranking,
            "rank_of",
            never_ages,
            test_ranking.test_what_waited_long_passes_what_is_a_little_more_urgent,
        ),
        (
            test_waits,
            "expect_wait",
            ignores_the_line,
            test_waits.test_range_grows_with_the_line_ahead,
        ),
    ],
)
def test_broken_routing_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    mutant: Callable[..., Any],
    check: Callable[[], None],
) -> None:
    monkeypatch.setattr(module, name, mutant)
    trial = QUICK(check) if hasattr(check, "hypothesis") else check

    with pytest.raises((AssertionError, ExceptionGroup)):
        trial()

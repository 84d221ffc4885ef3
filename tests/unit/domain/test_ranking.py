"""The order of a queue: total, stable, and never turned round by waiting."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.ranking import Rank, next_step_at, rank_of, steps_aged
from handoff.domain.routing_policy import AgeingPolicy

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
PRIORITIES = ["P0", "P1", "P2", "P3", "P4"]
AGEING = AgeingPolicy(every_minutes=20, at_most=2, not_above="P1")

policies = st.builds(
    AgeingPolicy,
    every_minutes=st.integers(1, 600),
    at_most=st.integers(0, 10),
    not_above=st.sampled_from(PRIORITIES),
)
priorities = st.sampled_from(PRIORITIES)
ranks = st.builds(
    Rank,
    st.integers(0, 4),
    st.integers(0, 10_000).map(lambda s: NOW + timedelta(seconds=s)),
    st.integers(1, 10**9),
)


@given(st.lists(ranks))
def test_priority_comes_before_due_time_and_that_before_arrival(
    waiting: list[Rank],
) -> None:
    order = sorted(waiting)

    for one, two in itertools.pairwise(order):
        assert one.rank <= two.rank
        if one.rank == two.rank:
            assert one.due_at <= two.due_at
            if one.due_at == two.due_at:
                assert one.arrival <= two.arrival


@given(priorities, st.integers(0, 20), policies)
def test_ageing_lifts_and_never_above_the_bound(
    priority: str, aged: int, ageing: AgeingPolicy
) -> None:
    own = PRIORITIES.index(priority)
    bound = PRIORITIES.index(ageing.not_above)

    rank = rank_of(priority, aged, ageing, PRIORITIES)
    older = rank_of(priority, aged + 1, ageing, PRIORITIES)

    assert rank <= own
    assert own - rank <= ageing.at_most
    assert rank == own or rank >= bound
    assert older in (rank, rank - 1)


@given(priorities, st.integers(0, 10_000), policies)
def test_stepping_at_the_moments_named_is_ageing_by_the_clock(
    priority: str, minutes: int, ageing: AgeingPolicy
) -> None:
    now, aged = NOW + timedelta(minutes=minutes), 0
    while True:
        at = next_step_at(NOW, priority, aged, ageing, PRIORITIES)
        if at is None or at > now:
            break
        aged += 1

    waited = steps_aged(now - NOW, priority, ageing, PRIORITIES)

    assert aged == waited
    assert rank_of(priority, aged, ageing, PRIORITIES) == rank_of(
        priority, waited, ageing, PRIORITIES
    )


def test_what_waited_long_passes_what_is_a_little_more_urgent() -> None:
    old = rank_of("P4", 2, AGEING, PRIORITIES)

    assert old == rank_of("P2", 0, AGEING, PRIORITIES)
    assert rank_of("P1", 2, AGEING, PRIORITIES) == 1
    assert rank_of("P0", 2, AGEING, PRIORITIES) == 0
    assert rank_of("P4", 2, None, PRIORITIES) == 4
    assert next_step_at(NOW, "P4", 0, None, PRIORITIES) is None

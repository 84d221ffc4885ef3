"""The order of a queue: priority, then due time, then arrival; waiting lifts it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from handoff.domain.routing_policy import AgeingPolicy


class Rank(NamedTuple):
    """A place in the order of a queue; the lower one is served first.

    It is stored and compared as it is: only a rule or a step of ageing changes it.
    """

    rank: int
    due_at: datetime
    arrival: int


def rank_of(
    priority: str, aged: int, ageing: AgeingPolicy | None, priorities: list[str]
) -> int:
    """The first part of a Rank: the priority's number, lifted by the steps of ageing.

    Args:
        priority: one of `priorities`.
        aged: how many steps it has aged.
        ageing: how far waiting may lift it.
        priorities: all of them, the most urgent first.
    """
    own = priorities.index(priority)
    if ageing is None:
        return own
    highest = priorities.index(ageing.not_above)
    steps = min(aged, ageing.at_most)
    # A priority above the bound stays where it is; waiting never puts it back.
    return max(own - steps, min(own, highest))


def steps_aged(
    waited: timedelta, priority: str, ageing: AgeingPolicy | None, priorities: list[str]
) -> int:
    """How many steps a wait has lifted it, as far as they change its rank."""
    if ageing is None:
        return 0
    steps = int(waited / timedelta(minutes=ageing.every_minutes))
    room = priorities.index(priority) - priorities.index(ageing.not_above)
    return max(0, min(steps, ageing.at_most, room))


def next_step_at(
    since: datetime,
    priority: str,
    aged: int,
    ageing: AgeingPolicy | None,
    priorities: list[str],
) -> datetime | None:
    """When it ages next; None when waiting lifts it no further.

    Args:
        since: when it began to wait.
        priority: its priority now.
        aged: how many steps it has aged already.
        ageing: the policy.
        priorities: all of them, the most urgent first.
    """
    if ageing is None:
        return None
    room = priorities.index(priority) - priorities.index(ageing.not_above)
    if aged >= min(ageing.at_most, room):
        return None
    return since + timedelta(minutes=ageing.every_minutes * (aged + 1))

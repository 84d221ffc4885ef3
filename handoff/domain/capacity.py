"""How much a person holds and whether they have room for more."""

from collections.abc import Iterable

from handoff.domain.routing_policy import FULL, CapacityPolicy


def weight_of(priority: str, capacity: int, policy: CapacityPolicy) -> int:
    """What one conversation of this priority weighs for somebody of this capacity."""
    weight = policy.weights.get(priority, FULL)
    return capacity if weight == FULL else min(int(weight), capacity)


def load_of(held: Iterable[str], capacity: int, policy: CapacityPolicy) -> int:
    """What the conversations of these priorities weigh together."""
    return sum(weight_of(priority, capacity, policy) for priority in held)


def has_room(
    priority: str, held: Iterable[str], capacity: int, policy: CapacityPolicy
) -> bool:
    """Whether somebody who holds these may be given one more of this priority.

    A priority that `may_exceed` needs no room, but nobody is given two of those at a
    time, and nobody who holds one is given anything beside it that has no room.
    """
    priorities = list(held)
    load = load_of(priorities, capacity, policy)
    if load + weight_of(priority, capacity, policy) <= capacity:
        return True
    if priority not in policy.may_exceed:
        return False
    return not any(one in policy.may_exceed for one in priorities)

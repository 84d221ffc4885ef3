"""Clocks as agents see them."""

from handoff.desk import Desk
from handoff.domain.clock import Clock


def clock_name(desk: Desk, clock: Clock) -> str:
    """What agents call it: the level, or the regulator and its deadline."""
    if clock.level is not None:
        return desk.words.phrase(f"clock.{clock.kind}")
    pack_id, _, name = clock.kind.partition(".")
    pack = desk.timeline.at(clock.policy_at).rules.clocks.packs[pack_id]
    deadline = next(one for one in pack.deadlines if one.id == name)
    return f"{pack.name}: {deadline.name}"

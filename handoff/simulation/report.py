"""What a run came to: waits, promises kept, fairness, overflow, honesty of ranges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from handoff.domain.policy import Policies
from handoff.domain.waits import calibrate
from handoff.simulation.chance import Chance, Habits
from handoff.simulation.desk import SimulatedDesk
from handoff.simulation.scene import START, Case


class Setting(NamedTuple):
    """What is simulated: so many agents, customers per hour, and hours, by a seed."""

    agents: int
    per_hour: float
    hours: float
    seed: int


def simulate(
    policies: Policies, setting: Setting, habits: Habits | None = None
) -> dict[str, Any]:
    """The report in plain JSON; equal for equal policies, settings and habits.

    Waits are in seconds, from the queueing to the pick-up; whoever still waits at the
    end counts with the time until then. Shares are of 1; None where nobody is counted.
    """
    chance = Chance(setting.seed, habits or Habits())
    desk = SimulatedDesk(
        policies, chance, agents=setting.agents, per_hour=setting.per_hour
    )
    end = desk.run(setting.hours)
    return {
        **setting._asdict(),
        "arrived": len(desk.cases),
        "picked_up": len(desk.pick_ups),
        "wait": _waits(desk.cases, end),
        "by_priority": {
            priority: _of_priority(desk.cases, priority, end)
            for priority in policies.priorities
        },
        "load": _load(desk, end),
        "overflow": {
            "arrivals_that_found_nobody_free": _share(desk.found_full, len(desk.cases)),
            "longest_queue": desk.longest_queue,
            "waiting_at_end": len(desk.cases) - len(desk.pick_ups),
        },
        "ranges": _ranges(desk),
    }


def _of_priority(cases: Sequence[Case], priority: str, end: datetime) -> dict[str, Any]:
    alike = [case for case in cases if case.first_priority == priority]
    kept = [case for case in alike if _is_kept(case, end)]
    return {
        "arrived": len(alike),
        "first_response_kept": _share(len(kept), len(alike)),
        **_waits(alike, end),
    }


def _is_kept(case: Case, end: datetime) -> bool:
    """Whether the first response came in time, or may still do so at the end."""
    due = case.clock.due_at
    return case.clock.breached_at is None and (
        case.said_at is not None or due is None or due > end
    )


def _waits(cases: Sequence[Case], end: datetime) -> dict[str, Any]:
    waited = sorted(
        ((case.accepted_at or end) - case.queued_at).total_seconds() for case in cases
    )
    if not waited:
        return dict.fromkeys(("mean", "p50", "p80", "p95", "longest"))
    return {
        "mean": round(sum(waited) / len(waited), 1),
        "p50": _quantile(waited, 50),
        "p80": _quantile(waited, 80),
        "p95": _quantile(waited, 95),
        "longest": round(waited[-1], 1),
    }


def _quantile(ordered: Sequence[float], percent: int) -> float:
    return round(ordered[(len(ordered) - 1) * percent // 100], 1)


def _load(desk: SimulatedDesk, end: datetime) -> dict[str, Any]:
    """How evenly the work was spread: conversations handled, and how many at a time."""
    handled = [agent.handled for agent in desk.agents.values()]
    span = (end - START).total_seconds()
    busy = [agent.busy.total_seconds() / span for agent in desk.agents.values()]
    return {
        "handled_least": min(handled),
        "handled_most": max(handled),
        "at_a_time": round(sum(busy) / len(busy), 2),
    }


def _ranges(desk: SimulatedDesk) -> dict[str, Any]:
    found = calibrate(desk.pick_ups)
    return {
        "count": found.count,
        "over_before_the_high_end": _round(found.share_held),
        "inside": _round(found.share_inside),
    }


def _share(part: int, whole: int) -> float | None:
    return _round(part / whole) if whole else None


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 4)

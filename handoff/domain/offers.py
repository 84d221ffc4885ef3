"""To whom a waiting conversation is offered: the least loaded, then longest idle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handoff.clock import iso
from handoff.domain.capacity import has_room, load_of
from handoff.domain.routing_policy import RoutingPolicy, Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody who is online and may be given work.

    Without any skill or language named they count as having every one: a small desk
    need not describe its people. `held` are the priorities of what they hold,
    `offered` of what is offered to them just now.
    """

    person_id: str
    name: str
    team_ids: frozenset[str]
    capacity: int
    idle_since: datetime
    tier: int = 1
    skills: Mapping[str, int]
    languages: frozenset[str]
    held: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A conversation that waits, and what whoever takes it must have.

    `passed` are those who were asked not long ago and did not take it.
    """

    handoff_id: str
    team_id: str
    priority: str
    skill: str | None = None
    language: str | None = None
    tier: int = 1
    widened: int = 0
    passed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is asked, and why they and nobody else: kept, and shown to people."""

    person_id: str
    why: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """One offer to make."""

    handoff_id: str
    choice: Choice


def choose_worker(
    demand: Demand, workers: Sequence[Worker], policy: RoutingPolicy
) -> Choice | None:
    """Who is offered the conversation now; None when nobody fits or has room."""
    team = policy.find(demand.team_id)
    if team is None:
        return None
    fitting = [one for one in workers if fits(demand, team, one, policy)]
    free = [one for one in fitting if takes(demand, one, policy)]
    if not free:
        return None
    chosen = min(free, key=lambda one: _order(one, policy))
    return Choice(
        chosen.person_id, _why(demand, team, chosen, len(free), len(fitting), policy)
    )


def plan_offers(
    waiting: Iterable[Demand], workers: Iterable[Worker], policy: RoutingPolicy
) -> list[Match]:
    """The offers to make now, for those who wait in the order given.

    Each offer takes room from the one who is asked. When nobody has room for one of
    them, whoever is nearest to it is kept free for it: small work of those further back
    would else fill every gap, and the urgent would wait longest. It stops reading
    `waiting` once nobody could be asked any more, so it may be given the whole queue.
    """
    crew = {one.person_id: one for one in workers}
    plan: list[Match] = []
    if not _asks(crew, policy):
        return plan
    for demand in waiting:
        choice = choose_worker(demand, list(crew.values()), policy)
        if choice is None:
            kept = _keep_free(demand, list(crew.values()), policy)
            if kept is not None:
                del crew[kept]
            continue
        asked = crew[choice.person_id]
        offered = (*asked.offered, demand.priority)
        crew[choice.person_id] = replace(asked, offered=offered)
        plan.append(Match(demand.handoff_id, choice))
        if not _asks(crew, policy):
            break
    return plan


def fits(demand: Demand, team: Team, worker: Worker, policy: RoutingPolicy) -> bool:
    """Whether the person's team, tier, skill and language are what it needs."""
    dropped = policy.dropped(demand.widened)
    if demand.team_id not in worker.team_ids:
        return False
    return (
        ("tier" in dropped or _right_tier(demand, worker, policy))
        and ("skill" in dropped or _skilled(demand, team, worker, "level" in dropped))
        and ("language" in dropped or _speaks(demand, worker))
    )


def takes(demand: Demand, worker: Worker, policy: RoutingPolicy) -> bool:
    """Whether the person has room for it and has not just turned it down."""
    if worker.person_id in demand.passed:
        return False
    if len(worker.offered) >= policy.offers.at_once:
        return False
    together = (*worker.held, *worker.offered)
    return has_room(demand.priority, together, worker.capacity, policy.capacity)


def _keep_free(
    demand: Demand, workers: Sequence[Worker], policy: RoutingPolicy
) -> str | None:
    """Who is given nothing else until there is room for the demand."""
    team = policy.find(demand.team_id)
    if team is None:
        return None
    coming = [
        one
        for one in workers
        if one.person_id not in demand.passed and fits(demand, team, one, policy)
    ]
    nearest = min(coming, key=lambda one: _order(one, policy), default=None)
    return None if nearest is None else nearest.person_id


def _asks(crew: Mapping[str, Worker], policy: RoutingPolicy) -> bool:
    """Whether anybody could still be offered something of some priority."""
    most = policy.offers.at_once
    weights = policy.capacity.weights
    return any(
        len(one.offered) < most
        and any(
            has_room(name, (*one.held, *one.offered), one.capacity, policy.capacity)
            for name in weights
        )
        for one in crew.values()
    )


def _order(worker: Worker, policy: RoutingPolicy) -> tuple[float, datetime, str]:
    return _share(worker, policy), worker.idle_since, worker.person_id


def _share(worker: Worker, policy: RoutingPolicy) -> float:
    together = (*worker.held, *worker.offered)
    return load_of(together, worker.capacity, policy.capacity) / worker.capacity


def _right_tier(demand: Demand, worker: Worker, policy: RoutingPolicy) -> bool:
    above = worker.tier - demand.tier
    return 0 <= above <= policy.offers.reach_down


def _skilled(demand: Demand, team: Team, worker: Worker, any_level: bool) -> bool:
    if demand.skill is None or not worker.skills:
        return True
    needed = 1 if any_level else team.levels.get(demand.skill, 1)
    return worker.skills.get(demand.skill, 0) >= needed


def _speaks(demand: Demand, worker: Worker) -> bool:
    if demand.language is None or not worker.languages:
        return True
    return demand.language in worker.languages


def _why(
    demand: Demand,
    team: Team,
    chosen: Worker,
    free: int,
    fitting: int,
    policy: RoutingPolicy,
) -> dict[str, Any]:
    """The grounds of a choice in plain JSON (docs/protocol.md, WHY)."""
    held = (*chosen.held, *chosen.offered)
    return {
        "rule": "least_loaded" if free > 1 else "only_one",
        "team": team.id,
        "tier": demand.tier,
        "skill": demand.skill,
        "level": chosen.skills.get(demand.skill or ""),
        "language": demand.language,
        "dropped": sorted(policy.dropped(demand.widened)),
        "load": load_of(held, chosen.capacity, policy.capacity),
        "capacity": chosen.capacity,
        "idle_since": iso(chosen.idle_since),
        "free": free,
        "fitting": fitting,
    }

"""What a company decides about its queues: teams, skills, tiers, offers, load."""

import itertools
from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from handoff.domain.handoff import Reason

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Minutes = Annotated[int, msgspec.Meta(gt=0)]
Tier = Annotated[int, msgspec.Meta(ge=1, le=3)]
Level = Annotated[int, msgspec.Meta(ge=1, le=5)]
Weight = Annotated[int, msgspec.Meta(ge=1, le=1000)] | Literal["full"]
Demand = Literal["level", "skill", "language", "tier"]

FULL: Final = "full"
TOP_TIER: Final = 3
"""Managers: nobody stands above them (1 front line, 2 senior, 3 manager)."""


class Team(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team that owns a queue, and the skills it has.

    `levels` names the least level of a skill that its work needs, 1 when not named;
    `tiers` who works there; `above` the team that takes what climbs past them.
    """

    id: Name
    name: Name
    skills: list[Name] = []
    levels: dict[str, Level] = {}
    tiers: Annotated[tuple[Tier, ...], msgspec.Meta(min_length=1)] = (1, 2, 3)
    above: Name | None = None
    auto_offer: bool = True


class OfferPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a waiting conversation is offered to one person after another.

    `reach_down` is how many tiers below their own somebody is offered work.
    """

    seconds: Count = 30
    at_once: Count = 1
    again_after_seconds: Count = 60
    away_after_missed: Count = 2
    reach_down: Annotated[int, msgspec.Meta(ge=0, le=2)] = 1


class CapacityPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much one person holds at a time, and what each priority weighs.

    `full` weighs as much as the person can hold; priorities in `may_exceed` are given
    to somebody without room too, one at a time.
    """

    default: Count
    weights: dict[str, Weight]
    may_exceed: list[str] = []


class AgeingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How waiting lifts the rank: a step every so often, never above a priority."""

    every_minutes: Minutes
    at_most: Annotated[int, msgspec.Meta(ge=0, le=10)]
    not_above: Name


class WideningStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What whoever takes it need not have any more after a wait."""

    after_minutes: Minutes
    drop: Annotated[list[Demand], msgspec.Meta(min_length=1)]


class TierPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The least tier by reason, and for customers who ask for somebody in charge.

    They do when one of `wishes` and, in the same clause, one of `managers` is said.
    """

    by_reason: dict[Reason, Tier] = {}
    wishes: list[Name] = []
    managers: list[Name] = []
    manager_tier: Tier = TOP_TIER


class RoutingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which team takes a handoff, and who of it; data/policies/routing.yml.

    The first that applies decides: a signal's protocol, the skill asked for, the topic,
    the reason, and else the default team.
    """

    version: int
    teams: Annotated[list[Team], msgspec.Meta(min_length=1)]
    default_team: Name
    capacity: CapacityPolicy
    by_topic: dict[str, str] = {}
    by_reason: dict[Reason, str] = {}
    offers: OfferPolicy = OfferPolicy()
    ageing: AgeingPolicy | None = None
    widening: list[WideningStep] = []
    tiers: TierPolicy = TierPolicy()
    hop_limit: Count = 5
    keep_place_minutes: Minutes = 30
    keep_place_always: list[str] = []
    languages: list[Name] = []

    def find(self, team_id: str | None) -> Team | None:
        """The team of that id, if the policy has it."""
        return next((team for team in self.teams if team.id == team_id), None)

    @property
    def default(self) -> Team:
        """The team for all that no other team takes; policies are checked."""
        return next(team for team in self.teams if team.id == self.default_team)

    @property
    def skills(self) -> set[str]:
        """Every skill that some team has."""
        return {skill for team in self.teams for skill in team.skills}

    def language_of(self, locale: str) -> str | None:
        """The language to look for in people; None when the desk offers no choice."""
        language = locale.split("-")[0].casefold()
        return language if language in self.languages else None

    def dropped(self, widened: int) -> frozenset[Demand]:
        """What is not asked for any more after so many steps of widening."""
        steps = self.widening[:widened]
        return frozenset(demand for step in steps for demand in step.drop)

    def seat(self, team: Team, tier: int) -> tuple[Team, int]:
        """The team and tier that take work of this tier from this team.

        The team itself when it has somebody of the tier; else the team above, and at
        the end of that line the highest tier there is.
        """
        seen = {team.id}
        while tier > max(team.tiers):
            above = self.find(team.above)
            if above is None or above.id in seen:
                return team, max(team.tiers)
            seen.add(above.id)
            team = above
        return team, max(tier, min(team.tiers))


Fault = tuple[list[str | int], str]
"""Where in a file, as the keys that lead there, and what is wrong."""


def routing_faults(routing: RoutingPolicy, priorities: set[str]) -> list[Fault]:
    """What does not fit together in routing.yml: where, and why."""
    return [
        *_team_faults(routing),
        *_destination_faults(routing),
        *_priority_faults(routing, priorities),
        *_widening_faults(routing),
    ]


def _team_faults(routing: RoutingPolicy) -> list[Fault]:
    wrong: list[Fault] = []
    seen: set[str] = set()
    for at, team in enumerate(routing.teams):
        place: list[str | int] = ["teams", at]
        if team.id in seen:
            wrong.append(([*place, "id"], f"there are two teams {team.id!r}"))
        seen.add(team.id)
        wrong += [
            ([*place, "levels", skill], f"team {team.id!r} lacks the skill {skill!r}")
            for skill in team.levels
            if skill not in team.skills
        ]
        if gap := _gap(team.tiers):
            wrong.append(([*place, "tiers"], gap))
        if team.above is not None and (reason := _above_fault(routing, team)):
            wrong.append(([*place, "above"], reason))
    return wrong


def _gap(tiers: Sequence[int]) -> str | None:
    for below, here in itertools.pairwise(tiers):
        if here != below + 1:
            return f"tier {here} does not follow tier {below}"
    return None


def _above_fault(routing: RoutingPolicy, team: Team) -> str | None:
    above = routing.find(team.above)
    if above is None:
        return f"there is no team {team.above!r}"
    seen = {team.id}
    walk: Team | None = above
    while walk is not None:
        if walk.id in seen:
            return f"the teams above {team.id!r} lead back to it"
        seen.add(walk.id)
        walk = routing.find(walk.above)
    if max(above.tiers) <= max(team.tiers):
        return f"team {above.id!r} has no tier above {max(team.tiers)}"
    return None


def _destination_faults(routing: RoutingPolicy) -> list[Fault]:
    named: list[Fault] = [(["default_team"], routing.default_team)]
    named += [(["by_topic", topic], team) for topic, team in routing.by_topic.items()]
    named += [
        (["by_reason", reason.value], team)
        for reason, team in routing.by_reason.items()
    ]
    return [
        (place, f"there is no team {team!r}")
        for place, team in named
        if routing.find(team) is None
    ]


def _priority_faults(routing: RoutingPolicy, priorities: set[str]) -> list[Fault]:
    capacity = routing.capacity
    named: list[Fault] = [
        (["capacity", "weights", name], name) for name in capacity.weights
    ]
    named += [(["capacity", "may_exceed"], name) for name in capacity.may_exceed]
    named += [(["keep_place_always"], name) for name in routing.keep_place_always]
    if routing.ageing is not None:
        named.append((["ageing", "not_above"], routing.ageing.not_above))
    wrong: list[Fault] = [
        (place, f"there is no priority {name!r}")
        for place, name in named
        if name not in priorities
    ]
    missing = sorted(priorities - capacity.weights.keys())
    wrong += [(["capacity", "weights"], f"{name} has no weight") for name in missing]
    wrong += [
        (["capacity", "weights", name], f"{name} weighs more than anybody can hold")
        for name, weight in capacity.weights.items()
        if isinstance(weight, int) and weight > capacity.default
    ]
    return wrong


def _widening_faults(routing: RoutingPolicy) -> list[Fault]:
    steps = routing.widening
    return [
        (["widening", at + 1, "after_minutes"], "each step comes after the one before")
        for at, (one, two) in enumerate(itertools.pairwise(steps))
        if two.after_minutes <= one.after_minutes
    ]

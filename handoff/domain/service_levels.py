"""Service levels as data/policies/sla.yml writes them, and what is wrong with them."""

from collections.abc import Container, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple

import msgspec

from handoff.domain.hours import Fault, Name
from handoff.domain.protocol import SUPERVISORS, Alert

Minutes = Annotated[int, msgspec.Meta(gt=0, le=1_000_000)]


class Level(StrEnum):
    """What a customer may expect within a time."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class Action(StrEnum):
    """What a step does; services/clock_actions.py holds how."""

    WARN = "warn"
    RAISE_PRIORITY = "raise_priority"
    CLIMB = "climb"
    ALERT = "alert"
    REASSIGN = "reassign"


class Waiting(StrEnum):
    """After which of an agent's messages the next move is the customer's."""

    QUESTION = "question"
    REPLY = "reply"
    NEVER = "never"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens once so much of the target's time is used; 100 is the breach."""

    percent: Annotated[int, msgspec.Meta(gt=0, le=1000)]
    do: Annotated[list[Action], msgspec.Meta(min_length=1)]


class Targets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes of working time for each level."""

    first_response: Minutes
    next_response: Minutes
    resolution: Minutes


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Other targets, or another calendar, for a team, a protocol or both."""

    team: Name | None = None
    protocol: Name | None = None
    first_response: Minutes | None = None
    next_response: Minutes | None = None
    resolution: Minutes | None = None
    calendar: Name | None = None

    def fits(self, team_id: str | None, protocols: Container[str]) -> bool:
        """Whether it is meant for such a conversation."""
        of_team = self.team is None or self.team == team_id
        return of_team and (self.protocol is None or self.protocol in protocols)


class Target(NamedTuple):
    """How much working time of which calendar."""

    working: timedelta
    calendar: str


class SlaPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Service levels; data/policies/sla.yml.

    Of the overrides that fit, the first that names a level's minutes, or a calendar,
    decides it; else the priority's targets and the team's calendar do.
    """

    version: int
    priorities: dict[Name, Targets]
    steps: dict[Level, list[Step]]
    overrides: list[Override] = []
    customer_moves_after: Waiting = Waiting.QUESTION
    pauses: list[Level] = []
    alert: Alert = Alert(who=[SUPERVISORS], people=2)

    def target(
        self,
        level: Level,
        priority: str,
        team_id: str | None,
        protocols: Sequence[str],
        *,
        calendar: str,
    ) -> Target:
        """What is promised; `calendar` is the one the team works by."""
        fitting = [one for one in self.overrides if one.fits(team_id, protocols)]
        named = (getattr(one, level.value) for one in fitting)
        plain = getattr(self.priorities[priority], level.value)
        minutes = next((found for found in named if found is not None), plain)
        hours = next((one.calendar for one in fitting if one.calendar), calendar)
        return Target(timedelta(minutes=minutes), hours)


def level_faults(
    policy: SlaPolicy,
    *,
    calendars: Container[str],
    teams: Container[str],
    protocols: Container[str],
) -> Iterator[Fault]:
    """What is wrong in the file, beyond its form."""
    if not policy.priorities:
        yield ["priorities"], "no priority has a target"
    yield from _step_faults(policy)
    for who in policy.alert.who:
        if who != SUPERVISORS and who not in teams:
            yield ["alert", "who"], f"there is no team {who!r}"
    for number, one in enumerate(policy.overrides):
        for reason in _misfits(one, calendars, teams, protocols):
            yield ["overrides", number], reason


def _step_faults(policy: SlaPolicy) -> Iterator[Fault]:
    for level in Level:
        steps = policy.steps.get(level, [])
        if not any(step.percent == 100 for step in steps):
            yield ["steps", level.value], f"{level.value} has no step at 100 percent"
        percents = [step.percent for step in steps]
        if percents != sorted(set(percents)):
            yield ["steps", level.value], "steps must rise, each percent once"


def _misfits(
    one: Override,
    calendars: Container[str],
    teams: Container[str],
    protocols: Container[str],
) -> Iterator[str]:
    if one.team is None and one.protocol is None:
        yield "an override names a team or a protocol"
    if one.team is not None and one.team not in teams:
        yield f"there is no team {one.team!r}"
    if one.protocol is not None and one.protocol not in protocols:
        yield f"there is no protocol {one.protocol!r}"
    if one.calendar is not None and one.calendar not in calendars:
        yield f"there is no calendar {one.calendar!r}"

"""What a company decides about its desk: teams, routing, times, outcomes."""

from typing import Annotated

import msgspec

from handoff.domain.case_policy import CasePolicies
from handoff.domain.handoff import Reason
from handoff.domain.protocol import (
    SUPERVISORS,
    TOPIC_SKILL,
    Protocol,
    ProtocolPolicy,
)
from handoff.domain.signal import Signal
from handoff.domain.views import Wait
from handoff.domain.webhook import WebhookPolicy

Minutes = Annotated[int, msgspec.Meta(gt=0)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Team(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team that owns a queue, and the skills it has."""

    id: Name
    name: Name
    skills: list[Name] = []


class RoutingPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which team a handoff goes to; data/policies/routing.yml.

    The first that applies decides: a signal's protocol, the skill asked for, the topic,
    the reason, and else the default team.
    """

    version: int
    teams: list[Team]
    default_team: Name
    by_topic: dict[str, str] = {}
    by_reason: dict[Reason, str] = {}


class PriorityPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How soon a person must have answered for the first time."""

    first_response_minutes: Minutes


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a conversation may end."""

    id: Name
    name: Name


class WaitPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a customer is told of their wait.

    `low` and `high` in seconds hold until `samples_needed` recent pick-ups exist;
    then the middle and the 80th percentile of the last `samples_used` do.
    """

    low: int
    high: int
    samples_needed: int
    samples_used: int

    @property
    def default(self) -> Wait:
        """The range told before there is experience."""
        return Wait(self.low, self.high)


class DeskPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Times and outcomes; data/policies/desk.yml.

    `reason_priority` names the lowest priority that a reason leaves a handoff with;
    `unrated` is for those without any rating.
    """

    version: int
    priorities: dict[str, PriorityPolicy]
    unrated: str
    reason_priority: dict[Reason, str]
    wait: WaitPolicy
    outcomes: list[Outcome]
    promise_marks: list[str]


class Policies(msgspec.Struct, frozen=True):
    """All policies of one desk, checked against each other."""

    routing: RoutingPolicy
    desk: DeskPolicy
    protocols: ProtocolPolicy
    webhooks: WebhookPolicy
    cases: CasePolicies

    def team(self, team_id: str) -> Team:
        """The team of that id; policies are checked, so it exists."""
        return next(team for team in self.routing.teams if team.id == team_id)

    def has_outcome(self, outcome: str) -> bool:
        """Whether a conversation may end so."""
        return any(known.id == outcome for known in self.desk.outcomes)


def faults(policies: Policies) -> list[str]:
    """What does not fit together, in words; empty when all is well."""
    routing, desk = policies.routing, policies.desk
    teams = {team.id for team in routing.teams}
    named = {
        routing.default_team,
        *routing.by_topic.values(),
        *routing.by_reason.values(),
    }
    priorities = {
        desk.unrated,
        *desk.reason_priority.values(),
    }
    wrong = [f"there is no team {team!r}" for team in sorted(named - teams)]
    unknown = sorted(priorities - desk.priorities.keys())
    wrong += [f"there is no priority {priority!r}" for priority in unknown]
    if desk.wait.low > desk.wait.high:
        wrong.append("wait.low is above wait.high")
    return wrong


def protocol_faults(policies: Policies) -> list[tuple[list[str], str]]:
    """What is wrong with the protocols: where in their file, and why."""
    known = policies.protocols.protocols
    wrong = [
        (["protocols", name], f"there is no signal {name!r}")
        for name in sorted(known.keys() - set(Signal))
    ]
    wrong += [
        (["protocols"], f"the signal {name.value!r} has no protocol")
        for name in sorted(set(Signal) - known.keys())
    ]
    for name, protocol in known.items():
        place = ["protocols", name]
        wrong += [([*place, *at], why) for at, why in _unfit(protocol, policies)]
    return wrong


def _unfit(protocol: Protocol, policies: Policies) -> list[tuple[list[str], str]]:
    teams = {team.id: team for team in policies.routing.teams}
    wrong: list[tuple[list[str], str]] = []
    skills = {skill for team in teams.values() for skill in team.skills}
    if protocol.skill not in {*skills, TOPIC_SKILL}:
        wrong.append((["skill"], f"no team has the skill {protocol.skill!r}"))
    if protocol.team is not None and protocol.team not in teams:
        wrong.append((["team"], f"there is no team {protocol.team!r}"))
    elif protocol.team and protocol.skill not in teams[protocol.team].skills:
        reason = f"team {protocol.team!r} lacks the skill {protocol.skill!r}"
        wrong.append((["skill"], reason))
    if protocol.priority not in {None, *policies.desk.priorities}:
        wrong.append((["priority"], f"there is no priority {protocol.priority!r}"))
    if protocol.alert is not None:
        unknown = set(protocol.alert.who) - {SUPERVISORS, *teams}
        wrong += [(["alert", "who"], f"there is no team {who!r}") for who in unknown]
    if protocol.reason is not None and not (protocol.script and protocol.note):
        wrong.append((["reason"], "a reason needs a script and a note"))
    return wrong

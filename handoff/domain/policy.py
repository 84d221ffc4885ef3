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
from handoff.domain.routing_policy import RoutingPolicy, Team
from handoff.domain.signal import Signal
from handoff.domain.views import Wait
from handoff.domain.webhook import WebhookPolicy

Minutes = Annotated[int, msgspec.Meta(gt=0)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


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
        """The team of that id; the default team when there is none any more."""
        return self.routing.find(team_id) or self.routing.default

    @property
    def priorities(self) -> list[str]:
        """Every priority, the most urgent first."""
        return sorted(self.desk.priorities)

    def has_outcome(self, outcome: str) -> bool:
        """Whether a conversation may end so."""
        return any(known.id == outcome for known in self.desk.outcomes)


def faults(policies: Policies) -> list[str]:
    """What does not fit together in desk.yml, in words; empty when all is well."""
    desk = policies.desk
    priorities = {
        desk.unrated,
        *desk.reason_priority.values(),
    }
    unknown = sorted(priorities - desk.priorities.keys())
    wrong = [f"there is no priority {priority!r}" for priority in unknown]
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
    elif protocol.team:
        _, tier = policies.routing.seat(teams[protocol.team], protocol.tier)
        if tier < protocol.tier:
            reason = f"neither team {protocol.team!r} nor one above has tier"
            wrong.append((["tier"], f"{reason} {protocol.tier}"))
    if protocol.priority not in {None, *policies.desk.priorities}:
        wrong.append((["priority"], f"there is no priority {protocol.priority!r}"))
    if protocol.alert is not None:
        unknown = set(protocol.alert.who) - {SUPERVISORS, *teams}
        wrong += [(["alert", "who"], f"there is no team {who!r}") for who in unknown]
    if protocol.reason is not None and not (protocol.script and protocol.note):
        wrong.append((["reason"], "a reason needs a script and a note"))
    return wrong

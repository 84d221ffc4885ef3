"""What a company decides about its desk: teams, routing, times, outcomes."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec

from handoff.domain.case_policy import CasePolicies
from handoff.domain.doors import DoorPolicy
from handoff.domain.handoff import Reason
from handoff.domain.protocol import (
    SUPERVISORS,
    TOPIC_SKILL,
    Protocol,
    ProtocolPolicy,
)
from handoff.domain.routing_policy import RoutingPolicy, Team
from handoff.domain.signal import Signal
from handoff.domain.time_policy import TimePolicy
from handoff.domain.views import Wait
from handoff.domain.webhook import WebhookPolicy

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


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
    """Waits and outcomes; data/policies/desk.yml.

    `reason_priority` names the lowest priority that a reason leaves a handoff with;
    `unrated` is for those without any rating, `triage_fault` the lowest for those that
    wait with a message whose rating failed.
    """

    version: int
    unrated: str
    reason_priority: dict[Reason, str]
    wait: WaitPolicy
    outcomes: list[Outcome]
    promise_marks: list[str]
    triage_fault: str = "P1"


class Policies(msgspec.Struct, frozen=True):
    """All policies of one desk, checked against each other."""

    routing: RoutingPolicy
    desk: DeskPolicy
    protocols: ProtocolPolicy
    webhooks: WebhookPolicy
    cases: CasePolicies
    time: TimePolicy
    doors: DoorPolicy

    @property
    def priorities(self) -> list[str]:
        """Every priority that has promised times, the highest first."""
        return sorted(self.time.rules.levels.priorities)

    def team(self, team_id: str) -> Team:
        """The team of that id; the default team when there is none any more."""
        return self.routing.find(team_id) or self.routing.default

    def clock_packs(
        self,
        rating: Mapping[str, Any] | None,
        signals: Sequence[str],
        locale: str,
        topic: str | None,
    ) -> list[str]:
        """The regulatory clocks of a conversation that goes to a person.

        Those of its language and topic apply once there is a complaint to rate, those
        of a signal's protocol in any case.
        """
        complains = (rating or {}).get("priority", "none") != "none"
        packs = self.time.rules.clocks.packs_for(locale, topic) if complains else []
        named = (self.protocols.of(signal).clock for signal in signals)
        return list(dict.fromkeys([*packs, *(pack for pack in named if pack)]))

    def has_outcome(self, outcome: str) -> bool:
        """Whether a conversation may end so."""
        return any(known.id == outcome for known in self.desk.outcomes)


def faults(policies: Policies) -> list[str]:
    """What does not fit together in desk.yml, in words; empty when all is well."""
    desk = policies.desk
    priorities = {
        desk.unrated,
        desk.triage_fault,
        *desk.reason_priority.values(),
    }
    unknown = sorted(priorities - set(policies.priorities))
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
    if protocol.priority not in {None, *policies.priorities}:
        wrong.append((["priority"], f"there is no priority {protocol.priority!r}"))
    if protocol.clock not in {None, *policies.time.rules.clocks.packs}:
        wrong.append((["clock"], f"there is no clock {protocol.clock!r}"))
    if protocol.alert is not None:
        unknown = set(protocol.alert.who) - {SUPERVISORS, *teams}
        wrong += [(["alert", "who"], f"there is no team {who!r}") for who in unknown]
    if protocol.reason is not None and not (protocol.script and protocol.note):
        wrong.append((["reason"], "a reason needs a script and a note"))
    return wrong

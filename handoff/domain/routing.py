"""Where a handoff goes and how soon: pure functions of request, rating and policy."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.judgement import is_dismissed
from handoff.domain.policy import Policies
from handoff.domain.protocol import TOPIC_SKILL
from handoff.domain.routing_policy import RoutingPolicy, Team
from handoff.domain.service_levels import Level


class Route(NamedTuple):
    """Which team takes it, who of it, with what priority, and when an answer is due.

    `faults` says what was asked for and does not exist: the default stands in for it.
    """

    team: Team
    priority: str
    rank: int
    due_at: datetime
    protocols: list[str]
    skill: str | None = None
    tier: int = 1
    faults: tuple[str, ...] = ()


def choose_route(
    request: HandoffRequest,
    rating: dict[str, Any] | None,
    policies: Policies,
    *,
    now: datetime,
    for_manager: bool = False,
) -> Route:
    """The route that the policies give the request; the same answer every time.

    Args:
        request: why a person is needed.
        rating: the conversation's (docs/protocol.md).
        policies: of the desk.
        now: the moment that due times count from.
        for_manager: whether the customer asked for somebody in charge.
    """
    signals = policies.protocols.in_force(request.signal, rating)
    priority = _priority(request, rating, signals, policies)
    team, skill, faults = _destination(request, signals, policies)
    wanted = _tier(request, signals, policies, for_manager=for_manager)
    seated, tier = policies.routing.seat(team, wanted)
    return Route(
        seated,
        priority,
        policies.priorities.index(priority),
        policies.time.due(Level.FIRST_RESPONSE, now, priority, seated.id, signals),
        signals,
        skill if skill in seated.skills else None,
        tier,
        faults,
    )


def at_least(route: Route, priority: str, policies: Policies, now: datetime) -> Route:
    """The route with this priority, unless its own is higher."""
    if route.priority <= priority:
        return route
    team, signals = route.team.id, route.protocols
    return route._replace(
        priority=priority,
        rank=policies.priorities.index(priority),
        due_at=policies.time.due(Level.FIRST_RESPONSE, now, priority, team, signals),
    )


def asks_for_manager(texts: Iterable[str], policy: RoutingPolicy) -> bool:
    """Whether one of the customer's texts asks for somebody in charge."""
    tiers = policy.tiers
    if not tiers.wishes or not tiers.managers:
        return False
    # Up to six words between the wish and whom it is for, all in one clause.
    between = r"(?:[^\w.,;:!?]+[\w']+){0,6}?[^\w.,;:!?]+"
    asked = re.compile(
        rf"\b{_one_of(tiers.wishes)}{between}{_one_of(tiers.managers)}\b"
    )
    return any(asked.search(text.casefold().replace("’", "'")) for text in texts)


def _one_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(re.escape(word.casefold()) for word in words)})"


def _destination(
    request: HandoffRequest, signals: list[str], policies: Policies
) -> tuple[Team, str | None, tuple[str, ...]]:
    """The team, the skill that is needed of it, and what was asked for in vain."""
    routing = policies.routing
    known = request.skill if request.skill in routing.skills else None
    for signal in signals:
        protocol = policies.protocols.of(signal)
        if protocol.team is not None:
            skill = known if protocol.skill == TOPIC_SKILL else protocol.skill
            return policies.team(protocol.team), skill, ()
    if known is not None:
        return next(team for team in routing.teams if known in team.skills), known, ()
    faults = (f"no team has the skill {request.skill!r}",) if request.skill else ()
    by_topic = routing.by_topic.get(request.topic or "")
    by_reason = routing.by_reason.get(request.reason)
    chosen = by_topic or by_reason or routing.default_team
    return policies.team(chosen), None, faults


def _tier(
    request: HandoffRequest,
    signals: list[str],
    policies: Policies,
    *,
    for_manager: bool,
) -> int:
    tiers = policies.routing.tiers
    wanted = [request.tier, tiers.by_reason.get(request.reason, 1)]
    wanted += [policies.protocols.of(signal).tier for signal in signals]
    if for_manager and request.reason is Reason.CUSTOMER_REQUEST:
        wanted.append(tiers.manager_tier)
    return max(wanted)


def _priority(
    request: HandoffRequest,
    rating: dict[str, Any] | None,
    signals: list[str],
    policies: Policies,
) -> str:
    desk = policies.desk
    rated = (rating or {}).get("priority", "none")
    candidates = [rated if rated in policies.priorities else desk.unrated]
    lifted = (policies.protocols.of(signal).priority for signal in signals)
    candidates += [priority for priority in lifted if priority is not None]
    mistaken = request.signal is not None and is_dismissed(rating, request.signal)
    if request.reason in desk.reason_priority and not mistaken:
        candidates.append(desk.reason_priority[request.reason])
    return min(candidates)

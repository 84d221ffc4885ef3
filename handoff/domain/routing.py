"""Where a handoff goes and how soon: pure functions of request, rating and policy."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from handoff.domain.handoff import HandoffRequest
from handoff.domain.judgement import is_dismissed
from handoff.domain.policy import Policies, Team
from handoff.domain.views import Wait


class Route(NamedTuple):
    """Which team takes it, with what priority, and when an answer is due."""

    team: Team
    priority: str
    rank: int
    due_at: datetime


def choose_route(
    request: HandoffRequest,
    rating: dict[str, Any] | None,
    policies: Policies,
    *,
    now: datetime,
) -> Route:
    """The route that the policies give the request; the same answer every time."""
    signals = policies.protocols.in_force(request.signal, rating)
    priority = _priority(request, rating, signals, policies)
    minutes = policies.desk.priorities[priority].first_response_minutes
    ranks = sorted(policies.desk.priorities)
    return Route(
        _team(request, signals, policies),
        priority,
        ranks.index(priority),
        now + timedelta(minutes=minutes),
    )


def wait_range(waits_ms: Sequence[int], policies: Policies) -> Wait:
    """An honest range of waiting from recent pick-ups, newest first."""
    policy = policies.desk.wait
    if len(waits_ms) < policy.samples_needed:
        return policy.default
    ordered = sorted(waits_ms[: policy.samples_used])
    low = ordered[(len(ordered) - 1) // 2]
    high = ordered[(len(ordered) - 1) * 4 // 5]
    return Wait(low // 1000, max(high // 1000, low // 1000 + 1))


def _team(request: HandoffRequest, signals: list[str], policies: Policies) -> Team:
    routing = policies.routing
    for signal in signals:
        team_id = policies.protocols.of(signal).team
        if team_id is not None:
            return policies.team(team_id)
    if request.skill:
        for team in routing.teams:
            if request.skill in team.skills:
                return team
    by_topic = routing.by_topic.get(request.topic or "")
    by_reason = routing.by_reason.get(request.reason)
    return policies.team(by_topic or by_reason or routing.default_team)


def _priority(
    request: HandoffRequest,
    rating: dict[str, Any] | None,
    signals: list[str],
    policies: Policies,
) -> str:
    desk = policies.desk
    rated = (rating or {}).get("priority", "none")
    candidates = [rated if rated in desk.priorities else desk.unrated]
    lifted = (policies.protocols.of(signal).priority for signal in signals)
    candidates += [priority for priority in lifted if priority is not None]
    mistaken = request.signal is not None and is_dismissed(rating, request.signal)
    if request.reason in desk.reason_priority and not mistaken:
        candidates.append(desk.reason_priority[request.reason])
    return min(candidates)

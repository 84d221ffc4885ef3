"""Routing: the shipped policy's answers, and the range of waiting."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handoff.config import ROOT
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.routing import choose_route, wait_range
from handoff.storage.policies import read_policies
from tests.support.fakes import CALM, rating

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
POLICIES = read_policies(ROOT / "data")


@pytest.mark.parametrize(
    ("request_", "rated", "team", "priority"),
    [
        pytest.param({}, None, "care", "P4", id="plain request"),
        pytest.param({}, CALM, "care", "P4", id="nothing rated"),
        pytest.param({"topic": "late_delivery"}, None, "delivery", "P4", id="topic"),
        pytest.param({"skill": "payments"}, None, "billing", "P4", id="skill"),
        pytest.param(
            {"skill": "delivery", "signal": "legal"},
            None,
            "resolutions",
            "P3",
            id="signal before skill",
        ),
        pytest.param(
            {"topic": "late_delivery"},
            rating("self_harm", priority="P1"),
            "safety",
            "P0",
            id="rated signal lifts",
        ),
        pytest.param(
            {"reason": Reason.RETENTION}, None, "resolutions", "P4", id="reason"
        ),
        pytest.param({"reason": Reason.THREAT}, None, "care", "P0", id="threat is P0"),
        pytest.param({}, rating(priority="P1"), "care", "P1", id="rated priority"),
    ],
)
def test_route_follows_the_shipped_policy(
    request_: dict[str, Any],
    rated: dict[str, Any] | None,
    team: str,
    priority: str,
) -> None:
    given = {"reason": Reason.CUSTOMER_REQUEST, **request_}

    route = choose_route(HandoffRequest(**given), rated, POLICIES, now=NOW)

    minutes = POLICIES.desk.priorities[priority].first_response_minutes
    assert (route.team.id, route.priority) == (team, priority)
    assert route.due_at == NOW + timedelta(minutes=minutes)
    assert route.rank == int(priority[1])


def test_every_topic_and_signal_of_the_policy_has_a_team() -> None:
    teams = {team.id for team in POLICIES.routing.teams}
    assert set(POLICIES.routing.by_topic.values()) <= teams


@pytest.mark.parametrize(
    ("waits", "low", "high"),
    [
        ([], 120, 300),
        ([60_000] * 4, 120, 300),
        ([60_000] * 5, 60, 61),
        ([10_000, 20_000, 30_000, 40_000, 50_000], 30, 40),
        (list(range(0, 100_000, 1_000)), 24, 39),
    ],
)
def test_wait_is_the_middle_to_the_80th_percentile_of_the_latest(
    waits: list[int], low: int, high: int
) -> None:
    wait = wait_range(waits, POLICIES)

    assert (wait.low, wait.high) == (low, high)

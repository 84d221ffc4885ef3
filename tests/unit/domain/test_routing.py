"""Routing: the shipped policy's answers, and the range of waiting."""

from datetime import UTC, datetime
from typing import Any

import pytest

from handoff.config import ROOT
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.routing import asks_for_manager, choose_route
from handoff.domain.service_levels import Level
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

    target = POLICIES.time.target(Level.FIRST_RESPONSE, priority, team, route.protocols)
    assert (route.team.id, route.priority) == (team, priority)
    assert route.due_at == NOW + target.working
    assert route.rank == int(priority[1])


def test_every_topic_and_signal_of_the_policy_has_a_team() -> None:
    teams = {team.id for team in POLICIES.routing.teams}
    assert set(POLICIES.routing.by_topic.values()) <= teams


@pytest.mark.parametrize(
    ("request_", "rated", "manager", "team", "tier", "skill"),
    [
        pytest.param({}, None, False, "care", 1, None, id="plain"),
        pytest.param({"tier": 2}, None, False, "care", 2, None, id="asked for"),
        pytest.param({}, None, True, "care", 3, None, id="manager"),
        pytest.param(
            {"reason": Reason.BEYOND_AUTHORITY, "skill": "delivery"},
            None,
            False,
            "delivery",
            2,
            "delivery",
            id="beyond authority",
        ),
        pytest.param(
            {"skill": "delivery"}, None, True, "resolutions", 3, None, id="climbs"
        ),
        pytest.param(
            {"skill": "delivery", "signal": "legal"},
            None,
            False,
            "resolutions",
            2,
            "complaints",
            id="the protocol's own skill",
        ),
    ],
)
def test_route_names_the_tier_and_the_skill_of_whoever_may_take_it(
    request_: dict[str, Any],
    rated: dict[str, Any] | None,
    manager: bool,
    team: str,
    tier: int,
    skill: str | None,
) -> None:
    given = {"reason": Reason.CUSTOMER_REQUEST, **request_}

    route = choose_route(
        HandoffRequest(**given), rated, POLICIES, now=NOW, for_manager=manager
    )

    assert (route.team.id, route.tier, route.skill) == (team, tier, skill)
    assert route.faults == ()


def test_unknown_skill_goes_to_the_default_team_and_is_reported() -> None:
    request = HandoffRequest(reason=Reason.CUSTOMER_REQUEST, skill="astrology")

    route = choose_route(request, None, POLICIES, now=NOW)

    assert (route.team.id, route.skill) == ("care", None)
    assert route.faults == ("no team has the skill 'astrology'",)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("I want to speak to your MANAGER now", True),
        ("Get me someone in charge, please", True),
        ("a person please", False),
        ("my password manager forgot it", False),
        ("I want a person. Your manager was rude", False),
        ("I’d like to talk to the team leader", True),
        ("how do you manage this?", False),
    ],
)
def test_wish_for_somebody_in_charge_is_read_from_the_words(
    text: str, asked: bool
) -> None:
    assert asks_for_manager(["hello", text], POLICIES.routing) is asked

"""A simulated day: the real rules, the same by seed, and telling what it shall tell."""

import json
import subprocess
import sys
from typing import Any

import pytest

from handoff.config import ROOT
from handoff.domain.capacity import has_room
from handoff.simulation.chance import Chance, Habits
from handoff.simulation.desk import SimulatedDesk
from handoff.simulation.report import Setting, simulate
from handoff.storage.policies import read_policies

POLICIES = read_policies(ROOT / "data")
SLA = (ROOT / "data" / "policies" / "sla.yml").read_text()


def day(agents: int, *, per_hour: float = 30, hours: float = 4, seed: int = 1) -> Any:
    return simulate(POLICIES, Setting(agents, per_hour, hours, seed))


def test_the_same_seed_is_the_same_day_and_another_is_not() -> None:
    assert day(3) == day(3)
    assert day(3) != day(3, seed=2)


def test_the_same_customers_come_whoever_answers() -> None:
    few, many = day(1), day(9)

    came = [
        found["by_priority"][p]["arrived"]
        for found in (few, many)
        for p in ["P2", "P4"]
    ]
    assert few["arrived"] == many["arrived"]
    assert came[:2] == came[2:]


def test_more_agents_shorten_every_wait() -> None:
    few, many = day(1), day(6)

    assert many["wait"]["p80"] < few["wait"]["p80"]
    assert many["wait"]["p80"] < 30
    assert many["overflow"]["longest_queue"] < few["overflow"]["longest_queue"]


def test_who_is_urgent_waits_less_when_there_are_too_few() -> None:
    found = day(1, per_hour=60)["by_priority"]

    assert found["P2"]["p50"] < found["P3"]["p50"] < found["P4"]["p50"]


def test_everybody_is_counted_once() -> None:
    found = day(2)

    arrived = [one["arrived"] for one in found["by_priority"].values()]
    waiting = found["overflow"]["waiting_at_end"]
    assert sum(arrived) == found["arrived"] == found["picked_up"] + waiting
    assert found["ranges"]["count"] == found["picked_up"]


def test_nobody_ever_holds_more_than_they_can() -> None:
    chance = Chance(3, Habits())
    desk = SimulatedDesk(POLICIES, chance, agents=2, per_hour=60)
    capacity = POLICIES.routing.capacity
    accept = desk._accept

    def watched(case: Any, agent: Any) -> None:
        held = tuple(agent.held.values())
        assert has_room(case.priority, held, agent.capacity, capacity)
        accept(case, agent)

    desk._accept = watched  # type: ignore[method-assign] - to look on
    desk.run(4)

    assert desk.pick_ups


def test_stricter_promise_is_kept_less_often() -> None:
    stricter = read_policies(
        ROOT / "data",
        {"sla.yml": SLA.replace("P4: {first_response: 60", "P4: {first_response: 5")},
    )
    setting = Setting(agents=1, per_hour=30, hours=4, seed=1)

    kept = [
        simulate(policies, setting)["by_priority"]["P4"]["first_response_kept"]
        for policies in (POLICIES, stricter)
    ]
    assert kept[1] < kept[0]


@pytest.mark.parametrize("agents", [4, 5, 6])
def test_ranges_told_to_customers_hold_for_most(agents: int) -> None:
    found = [day(agents, per_hour=45, hours=8, seed=seed) for seed in (1, 2, 3)]

    held = [one["ranges"]["over_before_the_high_end"] for one in found]
    assert sum(held) / len(held) >= 0.7


def test_command_prints_the_report_and_names_a_faulty_policy(tmp_path: Any) -> None:
    command = [sys.executable, "-m", "handoff.cli", "simulate", "--agents", "2"]
    command += ["--arrivals", "10", "--hours", "1", "--seed", "7"]
    faulty = tmp_path / "sla.yml"
    faulty.write_text(SLA.replace("percent: 75", "percent: 0", 1))

    good = subprocess.run(
        [*command, "--json"], cwd=ROOT, capture_output=True, text=True
    )
    bad = subprocess.run(
        [*command, "--policy", str(faulty)], cwd=ROOT, capture_output=True, text=True
    )

    report = json.loads(good.stdout)
    assert (report["agents"], report["seed"]) == (2, 7)
    assert bad.returncode == 1
    assert "sla.yml:32: Expected `int` >= 1" in bad.stderr

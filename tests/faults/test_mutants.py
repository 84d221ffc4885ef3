"""The checker bites: a desk with a broken promise never passes."""

from pathlib import Path

import pytest

from tests.faults.mutants import MUTANTS
from tests.faults.nemesis import Plan, run

LOUD = 1_500
"""Acknowledged messages after which every mutant has shown itself."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_desk_with_a_broken_promise_is_found_out(name: str, tmp_path: Path) -> None:
    mutant = MUTANTS[name]
    plan = Plan(
        seed=1,
        acks=LOUD,
        seconds=6,
        customers=16,
        agents=("Maya", "Ben", "Ines"),
        kill_every=(0.4, 0.8) if mutant.killed else None,
        mutant=name,
        rest_seconds=1,
    )

    outcome = run(plan, tmp_path)

    assert mutant.breaks in outcome.broken, f"{outcome}: {outcome.broken}"

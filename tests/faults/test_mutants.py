"""The checker bites: a desk with a broken promise never passes."""

from pathlib import Path

import pytest

from tests.faults.mutants import MUTANTS
from tests.faults.nemesis import Plan, run

LOUD = 1_500
"""Acknowledged messages after which nearly every mutant has shown itself."""
SEEDS = (1, 2, 3)
"""Runs until it must have: what one run's kills miss, another's hit."""


@pytest.mark.parametrize(
    "name", [name for name, mutant in MUTANTS.items() if mutant.crowd]
)
def test_a_desk_with_a_broken_promise_is_found_out(name: str, tmp_path: Path) -> None:
    mutant = MUTANTS[name]

    for seed in SEEDS:
        plan = Plan(
            seed=seed,
            acks=LOUD,
            seconds=6,
            customers=16,
            agents=("Maya", "Ben", "Ines"),
            kill_every=(0.4, 0.8) if mutant.killed else None,
            mutant=name,
            rest_seconds=1,
        )
        outcome = run(plan, tmp_path / str(seed))
        if mutant.breaks in outcome.broken:
            return

    pytest.fail(f"{outcome} in the last run: {outcome.broken}")

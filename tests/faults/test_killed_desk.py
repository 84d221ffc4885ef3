"""A desk that is killed at random loses, doubles and reorders nothing."""

import logging
import os
import secrets
from pathlib import Path

import pytest

from tests.faults.nemesis import Plan, run

log = logging.getLogger(__name__)

ACKS = int(os.environ.get("FAULTS_ACKS", "30000"))


@pytest.mark.timeout(400)
def test_nothing_is_lost_though_the_desk_is_killed_again_and_again(
    tmp_path: Path,
) -> None:
    seed = int(os.environ.get("FAULTS_SEED", secrets.randbelow(10**6)))
    log.info("FAULTS_SEED=%d", seed)

    outcome = run(Plan(seed=seed, acks=ACKS, seconds=300, acks_per_life=400), tmp_path)

    log.info("%s", outcome)
    assert outcome.violations == []
    assert outcome.world.acked >= ACKS
    assert outcome.kills >= 5

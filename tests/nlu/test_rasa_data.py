"""Rasa's own checks of domain, rules and examples find nothing to complain about."""

import os
import subprocess

import pytest

from handoff.gateways import training
from tests.support.checkout import ROOT


@pytest.mark.rasa
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_rasa_validates_the_training_data_without_a_warning() -> None:
    rasa = [training.bot_python(ROOT), "-m", "bot", "data", "validate"]

    done = subprocess.run(
        [*rasa, "--fail-on-warnings"],
        cwd=ROOT,
        env={**os.environ, **training.QUIET_RASA},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-4000:]

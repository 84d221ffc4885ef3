"""Runs tests/bot_env inside the bot's own environment, which has no pytest."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".venv-bot" / "bin" / "python"


@pytest.mark.rasa
@pytest.mark.timeout(300)
def test_the_parts_that_live_inside_rasa_hold(tmp_path: Path) -> None:
    modules = [
        f"tests.bot_env.{p.stem}" for p in (ROOT / "tests/bot_env").glob("*_checks.py")
    ]
    env = {**os.environ, "FIRSTLINE_DATA_DIR": str(tmp_path)}
    env |= {"TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false"}

    done = subprocess.run(
        [PYTHON, "-m", "unittest", *modules],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-4000:]

"""Every registered command exists, and only the one that is asked for is imported."""

import subprocess
import sys
from pathlib import Path

import pytest

from handoff.cli import COMMANDS, matching

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    command = [sys.executable, "-m", "handoff.cli", *name.split(), "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


def test_command_is_found_by_its_words() -> None:
    assert matching(["up"]) == ["up"]
    assert matching(["eval", "intents", "more"]) == ["eval intents"]


def test_unknown_and_half_typed_names_offer_every_command() -> None:
    assert matching(["upp"]) == list(COMMANDS)
    assert matching([]) == list(COMMANDS)


def test_heavy_libraries_stay_out_of_the_command_line() -> None:
    code = (
        "import sys; from handoff.cli import COMMANDS, application;"
        "application(COMMANDS);"
        "print([name for name in ('spacy', 'aiohttp', 'sqlalchemy', 'numpy')"
        " if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr

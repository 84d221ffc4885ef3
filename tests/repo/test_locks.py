"""The locks pin everything by hash, name no host, and agree with one another."""

import re
from pathlib import Path

import pytest

from tests.support.checkout import named, text

LOCKS = named(".lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9.\-]*)==([^ ;\\]+)", re.MULTILINE)


def pins(lock: Path) -> set[tuple[str, str]]:
    return {(found[1], found[2]) for found in PIN.finditer(text(lock))}


def test_all_locks_are_found() -> None:
    assert {str(lock) for lock in LOCKS} >= {
        "bot/requirements.lock",
        "deploy/encoder.lock",
        "deploy/requirements-test.lock",
        "deploy/requirements.lock",
        "deploy/tools.lock",
    }


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_lock_names_no_address(lock: Path) -> None:
    assert not re.search(r"\w+://|\bindex-url\b|\bfind-links\b|@ ", text(lock))


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_every_entry_of_a_lock_has_a_hash(lock: Path) -> None:
    joined = text(lock).replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and line[0] != "#"]
    assert lines
    assert not [line for line in lines if "--hash=sha256:" not in line]


def test_tests_run_on_the_very_packages_that_are_shipped() -> None:
    run = Path("deploy/requirements.lock")
    assert pins(run) <= pins(Path("deploy/requirements-test.lock"))


def test_bot_stays_on_the_rasa_and_the_validator_it_was_measured_with() -> None:
    bot = dict(pins(Path("bot/requirements.lock")))
    assert bot["rasa"] == "3.6.21"
    assert bot["jsonschema"] == "3.2.0"
    assert "tensorflow" not in bot  # tensorflow-cpu takes its place

"""A fault in the data is refused at load with its file, its line and its reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from actions import triage
from actions.triage.engine import DATA

_RULE = """version: 1
signal: legal
rules:
  - id: sue
    certainty: 0.9
    why: says so
    any: ["{i} sue"]
    holds: ["I sue"]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may break."""
    return Path(shutil.copytree(DATA, tmp_path / "triage"))


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("{i} sue", "{who} sue", 7, "there is no word set 'who'"),
        ("{i} sue", "~3", 7, "names no word"),
        ("{i} sue", "sue (you", 7, "a bracket is not closed"),
        ("{i} sue", "sue (you|)", 7, "a choice is empty"),
        ("{i} sue", "sue ~99", 7, "is not a gap"),
        ("{i} sue", "sue) you", 7, "stray"),
        ("certainty: 0.9", "certainty: 9", 5, "9 is not above 0 and up to 1"),
        ("certainty: 0.9", "surely: 1", 5, "unknown key 'surely'"),
        ("    certainty: 0.9\n", "", 4, "either 'certainty' or 'points'"),
        ("    why: says so\n", "", 4, "'why' is missing"),
        ('    holds: ["I sue"]\n', "", 4, "needs examples"),
        ("version: 1", "version: one", 1, "expected a whole number"),
        ("rules:", "rules: [", 4, "is not YAML"),
        ("signal: legal", "signal: legal\nsignal: legal", 1, "is there twice"),
    ],
)
def test_broken_rule_is_refused(
    data: Path, old: str, new: str, line: int, reason: str
) -> None:
    path = data / "signals" / "legal.yml"
    path.write_text(_RULE.replace(old, new), encoding="utf-8")

    with pytest.raises(triage.TriageDataError) as caught:
        triage.load(data, models_dir=None)

    assert caught.value.path == str(path)
    assert caught.value.line == line
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("axis: urgency", "axis: mood", "not one of urgency, impact"),
        ("signal: churn", "signal: hunger", "not one of the twelve signals"),
        ("high_from: 50", "high_from: 500", "not between 1 and 100"),
        ("history: contacts", "history: moons", "not one of contacts"),
        ("over_limit: true", "over_limit: 3", "expected true or false"),
        ("id: waited_days", "id: waited_long", "is there twice"),
    ],
)
def test_broken_policy_is_refused(data: Path, old: str, new: str, reason: str) -> None:
    path = data / "axes.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(triage.TriageDataError, match=r"axes\.yml:") as caught:
        triage.load(data, models_dir=None)

    assert reason in caught.value.reason


def test_missing_file_is_named(data: Path) -> None:
    (data / "scope.yml").unlink()

    with pytest.raises(triage.TriageDataError, match=r"scope\.yml.*cannot be read"):
        triage.load(data, models_dir=None)


def test_changed_rule_changes_the_version(data: Path) -> None:
    before = triage.load(data, models_dir=None).version
    path = data / "axes.yml"
    text = path.read_text(encoding="utf-8").replace("high_from: 50", "high_from: 51")
    path.write_text(text, encoding="utf-8")

    assert triage.load(data, models_dir=None).version != before

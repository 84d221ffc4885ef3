"""The policies of cases: what is wrong in them stops the start, by file and line."""

import shutil
from pathlib import Path

import pytest

from handoff.config import ROOT
from handoff.errors import PolicyFileError
from handoff.storage.policies import read_policies

WRONG = [
    ("complaints.yml", "opens_on: [P0,", "opens_on: [P9,", "no priority 'P9'"),
    ("complaints.yml", "reopen_days: 7", "reopen_days: none", "Expected `int`"),
    ("complaints.yml", "previous_shown: 3", "previous_shown: 9", "<= 3"),
    ("complaints.yml", "id: refund, name", "id: apology, name", "listed twice"),
    ("root_causes.yml", "count: 3", "count: 1", ">= 2"),
    ("root_causes.yml", "id: fraud", "id: Fraud!", "matching regex"),
    ("followup.yml", "default: two_days", "default: soon", "no choice 'soon'"),
    ("followup.yml", "answer_days: 14", "answer_days: 0", ">= 1"),
    ("followup.yml", "busy_hours: 24", "busy_hours: -1", ">= 1"),
    ("followup.yml", "best_score: 5", "best: 5", "unknown field|missing"),
    ("repeat_ask.yml", "version: 1", "version: 1\nasks_too: []", "unknown field"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "reason"), WRONG)
def test_a_wrong_policy_is_refused_by_file_and_reason(
    tmp_path: Path, name: str, right: str, wrong: str, reason: str
) -> None:
    shutil.copytree(ROOT / "data" / "policies", tmp_path / "policies")
    file = tmp_path / "policies" / name
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))

    with pytest.raises(PolicyFileError, match=reason) as refused:
        read_policies(tmp_path)

    assert refused.value.path == file


def test_a_choice_that_does_not_exist_is_named_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "policies", tmp_path / "policies")
    file = tmp_path / "policies" / "followup.yml"
    text = file.read_text().replace("default: two_days", "default: soon")
    file.write_text(text)

    with pytest.raises(PolicyFileError) as refused:
        read_policies(tmp_path)

    line = text.splitlines().index("  default: soon") + 1
    assert refused.value.line == line

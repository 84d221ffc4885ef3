"""data/policies/doors.yml and webhooks.yml: faults are named by file, line, reason."""

import shutil
from pathlib import Path

import pytest

from handoff.config import ROOT
from handoff.errors import PolicyFileError
from handoff.storage.policies import read_policies

HOOK = """version: 1
webhooks:
  - id: pager
    url: https://pager.example/
    secret: pager
    kinds: [alert.raised]
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("doors.yml", "never: [P0]", "never: [P7]", "there is no priority 'P7'"),
        ("doors.yml", "region: GB", "region: ZZ", "there is no region 'ZZ'"),
        ("doors.yml", "slot_minutes: 30", "slot_minutes: 0", ">= 5"),
        ("doors.yml", "tries: 3", "try: 3", "unknown field `try`"),
        ("webhooks.yml", "https://", "ftp://", "must begin with https://"),
        ("webhooks.yml", "alert.raised", "alarm", "there is no kind 'alarm'"),
        ("webhooks.yml", "id: pager", "id: Pager!", "matching regex"),
    ],
)
def test_a_fault_is_named_by_file_line_and_reason(
    tmp_path: Path, file: str, old: str, new: str, reason: str
) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(ROOT / "data" / "policies", folder)
    (folder / "webhooks.yml").write_text(HOOK)
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(PolicyFileError) as fault:
        read_policies(tmp_path)

    assert (fault.value.path, fault.value.line is None) == (path, False)
    assert reason in fault.value.reason

"""routing.yml: whatever does not fit together is named by line and reason."""

import shutil
from pathlib import Path

import pytest

from handoff.config import ROOT
from handoff.errors import PolicyFileError
from handoff.storage.policies import read_policies

SHIPPED = ROOT / "data" / "policies"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("default_team: care", "default_team: cure", "there is no team 'cure'"),
        ("late_delivery: delivery", "late_delivery: x", "there is no team 'x'"),
        ("retention: resolutions", "retention: nobody", "there is no team 'nobody'"),
        ("  - id: delivery", "  - id: care", "there are two teams 'care'"),
        ("levels: {payments: 2}", "levels: {magic: 2}", "lacks the skill 'magic'"),
        ("levels: {payments: 2}", "levels: {payments: 9}", "Expected `int` <= 5"),
        ("tiers: [1, 2]\n    above: r", "tiers: [1, 3]\n    above: r", "tier 3 does"),
        ("tiers: [1, 2]\n    above: r", "tiers: [1, 2]\n    above: x", "no team 'x"),
        (
            "skills: [complaints, retention, privacy]\n    tiers: [1, 2, 3]",
            "skills: [complaints, retention, privacy]\n    tiers: [1, 2]",
            "team 'resolutions' has no tier above 2",
        ),
        ("weights: {P0: full, ", "weights: {", "P0 has no weight"),
        ("P4: 2}", "P4: 2, P7: 1}", "there is no priority 'P7'"),
        ("P1: 4,", "P1: 40,", "P1 weighs more than anybody can hold"),
        ("P1: 4,", "P1: half,", "Invalid enum value 'half'"),
        ("may_exceed: [P0]", "may_exceed: [PX]", "there is no priority 'PX'"),
        ("not_above: P1", "not_above: P8", "there is no priority 'P8'"),
        ("after_minutes: 8,", "after_minutes: 2,", "comes after the one before"),
        ("drop: [level]", "drop: [dignity]", "Invalid enum value 'dignity'"),
        ("  seconds: 30 ", "  seconds: 0 ", "Expected `int` >= 1"),
        ("keep_place_always: [P0,", "keep_place_always: [P6,", "no priority 'P6'"),
        ("hop_limit: 5", "hop_limt: 5", "unknown field `hop_limt`"),
    ],
)
def test_faulty_routing_is_named_by_file_line_and_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(SHIPPED, folder)
    file = folder / "routing.yml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))

    with pytest.raises(PolicyFileError) as fault:
        read_policies(tmp_path)

    assert fault.value.path == file
    assert fault.value.line is not None
    assert reason in fault.value.reason


def test_protocol_whose_team_never_reaches_its_tier_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(SHIPPED, folder)
    file = folder / "routing.yml"
    seats = "skills: [safety]\n    tiers: [1, 2, 3]"
    text = file.read_text()
    file.write_text(text.replace(seats, "skills: [safety]\n    tiers: [1]"))

    with pytest.raises(PolicyFileError, match=r"protocols\.yml:\d+: neither team"):
        read_policies(tmp_path)


def test_ring_of_teams_above_each_other_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(SHIPPED, folder)
    file = folder / "routing.yml"
    text = file.read_text().replace(
        "skills: [complaints, retention, privacy]\n",
        "skills: [complaints, retention, privacy]\n    above: delivery\n",
    )
    file.write_text(text)

    with pytest.raises(PolicyFileError, match="lead back to it"):
        read_policies(tmp_path)

"""Protocols as data: all twelve, and a fault names its file, line and reason."""

import shutil
from pathlib import Path

import pytest

from handoff.config import ROOT
from handoff.domain.protocol import Stop
from handoff.domain.signal import Signal
from handoff.errors import PolicyFileError
from handoff.storage.policies import read_policies
from handoff.storage.script_files import read_shipped
from tests.support.fakes import rating

SHIPPED = ROOT / "data" / "policies"
PROTOCOLS = read_policies(ROOT / "data").protocols


def test_all_twelve_signals_have_a_protocol_whose_script_exists() -> None:
    scripts = read_shipped(ROOT / "data").published

    spoken = {p.script for p in PROTOCOLS.protocols.values() if p.script is not None}

    assert set(PROTOCOLS.protocols) == set(Signal)
    assert spoken <= scripts.keys()


@pytest.mark.parametrize("signal", ["self_harm", "violence", "safety"])
def test_danger_alerts_two_people_and_comes_first(signal: str) -> None:
    protocol = PROTOCOLS.of(signal)

    assert protocol.priority == "P0"
    assert protocol.alert is not None
    assert protocol.alert.people == 2


def test_the_most_severe_protocol_leads() -> None:
    rated = rating("churn", "legal", "violence")

    assert PROTOCOLS.in_force("abuse", rated) == ["violence", "legal", "abuse", "churn"]


def test_a_signal_below_its_certainty_is_not_acted_on() -> None:
    rated = rating("violence")
    rated["signals"][0]["certainty"] = 0.4

    assert PROTOCOLS.in_force(None, rated) == []


def test_a_card_says_what_the_bot_must_not_do_any_more() -> None:
    [card] = PROTOCOLS.cards(["self_harm"])

    assert card["stop"] == ["scripts", "offers", "survey"]
    assert card["do"]
    assert card["never"]
    assert PROTOCOLS.stops(Stop.SCRIPTS, ["legal", "self_harm"])
    assert not PROTOCOLS.stops(Stop.SCRIPTS, ["legal"])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("  churn:\n", "  chorn:\n", "there is no signal 'chorn'"),
        ("    team: billing", "    team: banking", "there is no team 'banking'"),
        ("    skill: payments", "    skill: privacy", "lacks the skill 'privacy'"),
        ("    skill: retention", "    skill: magic", "no team has the skill 'magic'"),
        ("priority: P0", "priority: P9", "there is no priority 'P9'"),
        ("who: [communications,", "who: [press,", "there is no team 'press'"),
        ("    script: utter_protocol_legal\n", "", "a reason needs a script"),
        ("clock: gdpr", "clock: moon", "there is no clock 'moon'"),
        ("stop: [promises]", "stop: [singing]", "Invalid enum value 'singing'"),
        ("people: 1}", "people: 0}", "Expected `int` >= 1"),
        ("    tier: 2", "    teir: 2", "unknown field `teir`"),
    ],
)
def test_a_faulty_protocol_is_named_by_file_line_and_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    folder = tmp_path / "policies"
    shutil.copytree(SHIPPED, folder)
    file = folder / "protocols.yml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))

    with pytest.raises(PolicyFileError) as fault:
        read_policies(tmp_path)

    assert fault.value.path == file
    assert fault.value.line is not None
    assert fault.value.line > 1
    assert reason in fault.value.reason

"""Policies are checked as they are read: a fault names its file, line and reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from actions.policies import CrisisLines, load_policies
from actions.triage.errors import TriageDataError
from tests.unit.actions.conftest import ROOT

SHIPPED = ROOT / "data" / "policies"
FAULTS = [
    ("escalation.yml", "  - threat\n", "", "name each of these once"),
    ("escalation.yml", "  refused: 2 ", "  refused: 0 ", "0 is not between 1 and 10"),
    ("escalation.yml", "  refused: 2 ", "  refuzed: 2 ", "unknown key 'refuzed'"),
    ("protocols.yml", "    reason: threat", "    reason: thread", "'thread' is not"),
    ("protocols.yml", "    skill: payments", "    skill: painting", "'painting'"),
    ("protocols.yml", "script: utter_protocol_legal", "script: legal", "utter_"),
    ("protocols.yml", "certainty: 0.3", "certainty: 3", "not above 0 and up to 1"),
    ("protocols.yml", "  self_harm:\n", "  selfharm:\n", "'selfharm' is not"),
    ("escalation.yml", "  product_safety: s", "  products: s", "'products' is not"),
    ("escalation.yml", "[P0, P1]", "[P0, P9]", "'P9' is not one of"),
    ("topics.yml", "kind: question", "kind: quest", "'quest' is not one of"),
    ("topics.yml", "asks: choice", "asks: much", "'much' is not one of"),
    ("bot.yml", "{GBP: 50,", "{GBP: fifty,", "expected a whole number"),
    ("bot.yml", "  asks: 2", "  asks: 2\n  tells: 3", "unknown key 'tells'"),
    ("crisis_lines.yml", "  default: ", "  other: ", "'default' is missing"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "policies"
    shutil.copytree(SHIPPED, target)
    return target


@pytest.mark.parametrize(("name", "old", "new", "reason"), FAULTS)
def test_a_fault_is_named_with_its_file_and_line(
    folder: Path, name: str, old: str, new: str, reason: str
) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(TriageDataError) as caught:
        load_policies(folder)

    assert caught.value.path.endswith(name)
    assert caught.value.line > 0
    assert reason in caught.value.reason


def test_every_reason_and_every_signal_but_three_has_a_route() -> None:
    escalation = load_policies(SHIPPED).escalation

    assert set(escalation.order) == escalation.reasons.keys()
    # A wish for a person, leaving and vulnerability act through reasons of their own.
    assert len(escalation.signals) == 9


def test_a_region_without_a_line_of_its_own_has_the_default() -> None:
    crisis = CrisisLines(lines={"GB": "uk", "default": "world"}, assume={"en": "GB"})

    assert crisis.for_locale("en") == "uk"
    assert crisis.for_locale("de-DE") == "world"
    assert crisis.for_locale("") == "world"

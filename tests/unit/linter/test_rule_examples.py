"""Every rule of data/lint finds what its examples break, and nothing in the others."""

import pytest

from handoff.config import ROOT
from handoff.linter import Linter, Severity, Wording
from handoff.linter.linter import MISSING
from handoff.storage.lint import read_linter
from handoff.storage.policies import read_policies

DATA = ROOT / "data"
LINTER: Linter = read_linter(DATA, read_policies(DATA).time.rules.levels)
RULES = {name: rule for file in LINTER.rules.files for name, rule in file.rules.items()}
KINDS = {name: kind for file in LINTER.rules.words for name, kind in file.kinds.items()}


def examples(*, broken: bool) -> list[tuple[str, Wording]]:
    return [
        (name, wording)
        for name, rule in RULES.items()
        for wording in rule.examples(broken=broken)
    ]


def rules_broken_by(wording: Wording) -> set[str]:
    return {found.rule for found in LINTER.lint(wording).findings}


@pytest.mark.parametrize(("rule", "wording"), examples(broken=True))
def test_what_breaks_a_rule_is_found(rule: str, wording: Wording) -> None:
    assert rule in rules_broken_by(wording)


@pytest.mark.parametrize(("rule", "wording"), examples(broken=False))
def test_what_holds_is_left_alone(rule: str, wording: Wording) -> None:
    assert rule not in rules_broken_by(wording)


def test_what_holds_breaks_no_rule_of_tone_at_all() -> None:
    tone = {name for name, rule in RULES.items() if rule.patterns}
    wrong = [
        (name, rule, wording.text)
        for name, wording in examples(broken=False)
        for rule in rules_broken_by(wording) & tone
    ]

    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_words_are_told_apart(kind: str) -> None:
    def recognised(text: str) -> bool:
        return kind in {one.kind for one in LINTER.lint(Wording(text=text)).kinds}

    assert [text for text in KINDS[kind].is_ if not recognised(text)] == []
    assert [text for text in KINDS[kind].is_not if recognised(text)] == []


def test_every_rule_has_a_reason_and_examples_of_both_sides() -> None:
    for name, rule in RULES.items():
        assert rule.reason.endswith("."), name
        assert rule.breaks, name
        assert rule.holds, name


def test_a_proposal_that_fits_breaks_nothing_itself() -> None:
    wrong = []
    for rule, wording in examples(broken=True):
        for found in LINTER.lint(wording).findings:
            if found.rule != rule or not found.fits or found.rewrite is None:
                continue
            text = wording.text[: found.start] + found.rewrite
            left = LINTER.lint(Wording(text=text)).findings
            wrong += [
                (rule, text)
                for one in left
                if one.rule == rule and one.severity is Severity.ERROR
                if one.start >= found.start
            ]

    assert wrong == []


def test_only_the_rule_about_kinds_does_without_code_and_patterns() -> None:
    assert MISSING in RULES

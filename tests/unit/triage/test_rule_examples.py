"""Every example written beside a rule, a cue or a fact is a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions import triage
from actions.triage.facts import FactRule
from actions.triage.rules import Rule

_SHIPPED = triage.load(models_dir=None)
_RULES = (*_SHIPPED.rules, *_SHIPPED.cues, *_SHIPPED.content)


def _examples(holds: bool) -> Iterator[object]:
    for rule in _RULES:
        for text in rule.holds if holds else rule.denies:
            yield pytest.param(rule, text, id=f"{rule.id}: {text}")


def _fact_examples(holds: bool) -> Iterator[object]:
    for index, rule in enumerate(_SHIPPED.fact_rules):
        for text in rule.holds if holds else rule.denies:
            yield pytest.param(rule, text, id=f"{index} {rule.kind}: {text}")


def _fires(rated: triage.Rating, rule: Rule) -> bool:
    if rule.subject in triage.SIGNALS:
        return any(signal.name == rule.subject for signal in rated.signals)
    if rule.subject in ("urgency", "impact"):
        axis = rated.urgency if rule.subject == "urgency" else rated.impact
        return any(item.rule == rule.id for item in axis.evidence)
    return rated.priority != "none"


@pytest.mark.parametrize(("rule", "text"), list(_examples(holds=True)))
def test_example_that_holds_raises_its_subject(rule: Rule, text: str) -> None:
    assert _fires(_SHIPPED.rate(text), rule)


@pytest.mark.parametrize(("rule", "text"), list(_examples(holds=False)))
def test_example_that_does_not_hold_stays_silent(rule: Rule, text: str) -> None:
    assert not _fires(_SHIPPED.rate(text), rule)


@pytest.mark.parametrize(("rule", "text"), list(_fact_examples(holds=True)))
def test_stated_fact_is_found(rule: FactRule, text: str) -> None:
    assert any(fact.kind == rule.kind for fact in _SHIPPED.rate(text).facts)


@pytest.mark.parametrize(("rule", "text"), list(_fact_examples(holds=False)))
def test_unstated_fact_is_not_found(rule: FactRule, text: str) -> None:
    assert not any(fact.kind == rule.kind for fact in _SHIPPED.rate(text).facts)

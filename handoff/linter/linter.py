"""The linter: every rule that has a say in a wording, and the words it is made of."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from handoff.linter.checks import CHECKS, Checks
from handoff.linter.model import (
    Commitments,
    Finding,
    Report,
    Severity,
    Spoken,
    Wording,
)
from handoff.linter.patterns import Hit, PatternRule
from handoff.linter.reading import grade
from handoff.linter.rules import LintRules, Rule, RuleFault, WordFile, either

MISSING: Final = "missing_words"
"""The rule about kinds of words; how much one matters depends on the purpose."""
_ORDER: Final = list(Severity)

_Look = Callable[[Wording], Iterator[Hit]]


class Linter:
    """Looks at wordings by one set of rules."""

    def __init__(self, rules: LintRules, commitments: Commitments) -> None:
        """Rules made ready.

        Raises:
            RuleFault: a pattern is broken, or a rule has neither patterns nor code.
        """
        self.rules = rules
        self.checks = Checks(rules.limits, rules.placeholders)
        self.stand_by(commitments)
        self._looks = list(_looks(rules, self.checks))
        self._missing = _missing_rule(rules)
        self._kinds = {
            file.language: [
                (name, either(kind.patterns, place=f"kind {name}"))
                for name, kind in file.kinds.items()
            ]
            for file in rules.words
        }
        self._words = {file.language: file for file in rules.words}

    def stand_by(self, commitments: Commitments) -> None:
        """Promises are held against these from now on."""
        self.checks.stand_by(commitments)

    def lint(self, wording: Wording) -> Report:
        """What is wrong, missing and good in the wording; the worst first."""
        language = wording.locale.partition("-")[0]
        found = [
            _finding(name, rule, hit)
            for name, spoken_in, rule, look in self._looks
            if spoken_in in (None, language) and rule.when.fits(wording)
            for hit in look(wording)
        ]
        kinds = [
            Spoken(name, match.start(), match.end())
            for name, pattern in self._kinds.get(language, ())
            for match in pattern.finditer(wording.text)
        ]
        missing = _missing(self._words.get(language), wording, kinds)
        found += [self._missing_words(wording, *one) for one in missing]
        limit = self.rules.limits.grade
        return Report(
            findings=sorted(
                found, key=lambda one: (_ORDER.index(one.severity), one.start)
            ),
            kinds=sorted(kinds, key=lambda one: one.start),
            missing=[name for name, _ in missing],
            grade=grade(wording.text, fewest_words=limit.fewest_words)
            if language == "en"
            else None,
            characters=len(wording.text),
        )

    def _missing_words(
        self, wording: Wording, kind: str, severity: Severity
    ) -> Finding:
        words = self._words[wording.locale.partition("-")[0]]
        example = words.kinds[kind].is_[0]
        return Finding(
            rule=MISSING,
            severity=severity,
            start=0,
            end=len(wording.text),
            reason=f"{self._missing.reason} Missing: {kind} words.",
            rewrite=example,
        )


def _looks(
    rules: LintRules, checks: Checks
) -> Iterator[tuple[str, str | None, Rule, _Look]]:
    for file in rules.files:
        for name, rule in file.rules.items():
            if rule.patterns:
                yield name, file.language, rule, PatternRule(name, rule).hits
            elif name in CHECKS:
                yield name, file.language, rule, partial(CHECKS[name], checks)
            elif name != MISSING:
                raise RuleFault(f"rule {name} has neither patterns nor code")


def _missing_rule(rules: LintRules) -> Rule:
    for file in rules.files:
        if MISSING in file.rules:
            return file.rules[MISSING]
    raise RuleFault(f"there is no rule {MISSING}")


def _missing(
    words: WordFile | None, wording: Wording, kinds: list[Spoken]
) -> list[tuple[str, Severity]]:
    if words is None:
        return []
    there = {one.kind for one in kinds}
    wanted = words.needs.get(wording.purpose, {})
    return [(name, severity) for name, severity in wanted.items() if name not in there]


def _finding(name: str, rule: Rule, hit: Hit) -> Finding:
    return Finding(
        rule=name,
        severity=rule.severity,
        start=hit.start,
        end=hit.end,
        reason=hit.reason or rule.reason,
        rewrite=hit.say if hit.rewrite is None else hit.rewrite,
        fits=hit.rewrite is not None,
    )

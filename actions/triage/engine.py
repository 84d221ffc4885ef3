"""Triage itself: text and history in, a rating with its evidence out."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from actions.triage import facts as fact_reading
from actions.triage.catalogue import Catalogue
from actions.triage.classifier import Opinion
from actions.triage.idioms import Idioms
from actions.triage.model import Evidence, Fact, History, Rating, Signal
from actions.triage.normalise import Plain, normalise
from actions.triage.patterns import Stream
from actions.triage.policy import Policy, load_policy
from actions.triage.rating import axis_of, priority_of, reasons_met
from actions.triage.rules import (
    Match,
    Rule,
    load_rules,
    load_sets,
    sentences_with,
    vocabulary,
)
from actions.triage.scope import Scope, Scoper
from actions.triage.words import Chat, Tokenizer, load_chat

DATA = Path(__file__).resolve().parents[2] / "data" / "triage"
# The words of the content rules count one part of three, the classifier two.
_BUSINESS = 0.5
# What praise and other people's business count: no classifier outweighs them.
_ELSEWHERE = -0.6
# A signal that says whom something happens to, not that anything did.
_BYSTANDER = frozenset({"vulnerability"})
# Enough sightings of one signal to show; the first of a rule says what the rest do.
_SHOWN = 3


class Judge(Protocol):
    """A second opinion on signals beside the rules (the trained classifiers)."""

    version: str

    def judge(
        self, text: str, found: Sequence[Signal], denied: Collection[str]
    ) -> Opinion:
        """`found` with what the rules missed and did not deny, and a view of it all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the rules see it."""

    plain: Plain
    stream: Stream
    scope: Scope
    facts: tuple[Fact, ...]


class Triage:
    """Rates messages; immutable after loading, so that threads may share it."""

    def __init__(self, data_dir: Path, judge: Judge | None = None) -> None:
        sets = load_sets(data_dir / "words.yml")
        self.policy: Policy = load_policy(data_dir / "axes.yml")
        self.rules: tuple[Rule, ...] = _load_all(data_dir / "signals", sets)
        self.cues: tuple[Rule, ...] = _load_all(data_dir / "axes", sets)
        self.content: tuple[Rule, ...] = _load_all(data_dir / "content", sets)
        self.fact_rules = fact_reading.load_fact_rules(data_dir / "facts.yml", sets)
        self.idioms = Idioms(data_dir / "idioms.yml", sets)
        self._scoper = Scoper(data_dir / "scope.yml", sets)
        self._chat: Chat = load_chat(data_dir / "spelling.yml")
        every = (*self.rules, *self.cues, *self.content)
        self._by_words = {
            "rules": Catalogue(self.rules),
            "cues": Catalogue(self.cues),
            "content": Catalogue(self.content),
        }
        self._vocabulary = frozenset(vocabulary(every, sets))
        self._tokenizer = Tokenizer(self._chat, self._vocabulary)
        self._judge = judge
        model = judge.version if judge else "none"
        self.version = f"rules-{_digest(data_dir)} model-{model}"

    def rate(self, text: str, history: History | None = None) -> Rating:
        """The rating of one message; any text is accepted and none raises.

        At most the first 4,000 characters are read (`truncated` says so). A message
        without complaint, request or signal has priority "none".
        """
        known = history or History()
        reading = self.read(text)
        matters = self._matters(reading)
        opinion = self._opinion(text, reading, matters)
        signals = sorted(opinion.signals, key=lambda s: (-s.certainty, s.start, s.name))
        told = [signal for signal in signals if signal.name not in self.policy.silent]
        cues = self._cues(reading)
        axes = []
        for axis in ("urgency", "impact"):
            met = reasons_met(self.policy, axis, told, reading.facts, known)
            learnt = _learnt(opinion, axis, self.policy.high_from)
            axes.append(axis_of([*met, *cues[axis], *learnt], self.policy.high_from))
        urgency, impact = axes
        priority = priority_of(self.policy, urgency, impact, signals)
        if priority == "P0":
            urgency = axis_of([*urgency.evidence, _danger(signals)], 1)
        if opinion.business < _BUSINESS and _is_idle(priority, signals, matters):
            priority = "none"
        return Rating(
            urgency=urgency,
            impact=impact,
            priority=priority,
            signals=tuple(signals),
            facts=reading.facts,
            human_request=any(s.name == "human_request" for s in signals),
            version=self.version,
            truncated=reading.plain.truncated,
        )

    def read(self, text: str) -> Reading:
        """The message made plain, cut into words, with its facts and scopes."""
        plain = normalise(text, self._chat.emoji, self._vocabulary)
        found = fact_reading.stated(plain.text)
        words = fact_reading.tagged(self._tokenizer.words(plain), found)
        stream = Stream.of(words)
        facts = fact_reading.facts(plain, text, stream, found, self.fact_rules)
        return Reading(plain, stream, self._scoper.scope(stream), facts)

    def _opinion(self, text: str, reading: Reading, matters: float) -> Opinion:
        masked = self.idioms.masked(reading.stream)
        found: dict[str, list[Signal]] = {}
        denied = set(masked.words)
        stream, scope = reading.stream, reading.scope
        for rule, patterns in self._by_words["rules"].worth_trying(stream):
            for match in rule.matches(stream, scope, patterns):
                if match.denied or masked.covers(rule.subject, match.start, match.end):
                    denied.add(rule.subject)
                    continue
                found.setdefault(rule.subject, []).append(_signal(match, reading))
                break
        signals = [s for several in found.values() for s in _strongest(several)]
        if self._judge is None:
            return Opinion(tuple(signals), matters)
        opinion = self._judge.judge(text, signals, denied)
        return replace(opinion, business=(matters + 2 * opinion.business) / 3)

    def _cues(self, reading: Reading) -> dict[str, list[Evidence]]:
        cues: dict[str, list[Evidence]] = {"urgency": [], "impact": []}
        stream, scope = reading.stream, reading.scope
        for rule, patterns in self._by_words["cues"].worth_trying(stream):
            for match in rule.matches(stream, scope, patterns):
                if match.denied:
                    continue
                start, end = _span(match, reading)
                evidence = Evidence(start, end, rule.id, rule.why, rule.points)
                cues[rule.subject].append(evidence)
                break
        return cues

    def _matters(self, reading: Reading) -> float:
        """Whether anything in the message is the business of a complaint desk.

        1 if something is, 0 if nothing is; less than nothing if there is nothing but
        words of praise or of other people's business.
        """
        stream = reading.stream
        for rule, patterns in self._by_words["content"].worth_trying(stream):
            matches = rule.matches(stream, reading.scope, patterns)
            if not all(match.denied for match in matches):
                return 1.0
        idle = any(sentences_with(rule.unless, stream) for rule in self.content)
        return _ELSEWHERE if idle else 0.0


def _is_idle(priority: str, signals: Sequence[Signal], matters: float) -> bool:
    """Whether a message that is hardly a desk's business is none: nothing is at stake.

    Praise may name somebody vulnerable: "your driver was so kind to my blind father".
    """
    if not signals:
        return priority == "P4"
    bystanders = {signal.name for signal in signals} <= _BYSTANDER
    return bystanders and priority == "P3" and matters < 0


def _load_all(folder: Path, sets: dict[str, tuple[str, ...]]) -> tuple[Rule, ...]:
    return tuple(
        rule for path in sorted(folder.glob("*.yml")) for rule in load_rules(path, sets)
    )


def _span(match: Match, reading: Reading) -> tuple[int, int]:
    words = reading.stream.words
    return reading.plain.span(words[match.start].start, words[match.end - 1].end)


def _signal(match: Match, reading: Reading) -> Signal:
    rule = match.rule
    start, end = _span(match, reading)
    return Signal(rule.subject, rule.certainty, start, end, rule.id, rule.why)


def _learnt(opinion: Opinion, axis: str, points: int) -> list[Evidence]:
    """What raises the axis though no reason has words for it."""
    return [
        Evidence(one.start, one.end, one.rule, one.why, points)
        for one in opinion.raised
        if one.axis == axis
    ]


def _strongest(signals: list[Signal]) -> list[Signal]:
    """The surest sightings in words of their own: two rules may see the same words."""
    shown: list[Signal] = []
    for signal in sorted(signals, key=lambda s: (-s.certainty, s.start)):
        if all(signal.end <= s.start or s.end <= signal.start for s in shown):
            shown.append(signal)
    return shown[:_SHOWN]


def _danger(signals: Sequence[Signal]) -> Evidence:
    first = signals[0]
    return Evidence(first.start, first.end, "danger", first.why, 100)


def _digest(folder: Path) -> str:
    """Eight hex digits over every data file, so that a rating names its rules."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()[:8]

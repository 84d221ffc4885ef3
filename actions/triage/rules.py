"""Rules as data: read from YAML, checked, and held against a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.triage import yamlfile
from actions.triage.patterns import (
    Pattern,
    PatternError,
    Stream,
    WordSets,
    compile_pattern,
)
from actions.triage.scope import FLAGS, Scope

# What a match must not stand under, unless its rule keeps it.
_DROPPED = frozenset({"negated", "quoted", "reported"})
_FILE_KEYS = frozenset({"version", "signal", "axis", "sets", "rules"})
_RULE_KEYS = frozenset(
    {"id", "certainty", "points", "why", "any", "unless", "keep", "drop"}
    | {"holds", "not"}
)


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matches a half-open word span; `denied` if it is meant otherwise."""

    rule: Rule
    start: int
    end: int
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to raise a signal or an axis, with the examples that prove it."""

    subject: str
    id: str
    certainty: float
    points: int
    why: str
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    drops: frozenset[str]
    holds: tuple[str, ...]
    denies: tuple[str, ...]
    source: Path
    line: int

    def matches(
        self, stream: Stream, scope: Scope, patterns: Sequence[Pattern]
    ) -> Iterator[Match]:
        """Where these of its patterns match.

        Denied by scope or by `unless` in that sentence.
        """
        blocked: set[int] | None = None
        for pattern in patterns:
            for start, end in pattern.matches(stream):
                if scope.of(start, end) & self.drops:
                    yield Match(self, start, end, denied=True)
                    continue
                if blocked is None:
                    blocked = sentences_with(self.unless, stream)
                yield Match(self, start, end, stream.sentences[start] in blocked)


def load_sets(path: Path) -> dict[str, tuple[str, ...]]:
    """The word sets that every rule may name; a set may include earlier ones."""
    sets: dict[str, tuple[str, ...]] = {}
    for name, node in yamlfile.read(path).need("sets").walk():
        sets[name] = _set(node, sets)
    return sets


def load_rules(path: Path, sets: WordSets) -> tuple[Rule, ...]:
    """The rules of one file; raises TriageDataError naming file, line and reason."""
    root = yamlfile.read(path)
    root.mapping(_FILE_KEYS)
    root.need("version").whole(1, 9999)
    subject_node = root.get("signal") or root.need("axis")
    own: dict[str, tuple[str, ...]] = dict(sets)
    local = root.get("sets")
    for name, node in local.walk() if local else ():
        own[name] = _set(node, own)
    rules: dict[str, Rule] = {}
    for node in root.need("rules").items():
        rule = _rule(node, subject_node.text(), own)
        if rule.id in rules:
            raise node.fail(f"the id '{rule.id}' is there twice")
        rules[rule.id] = rule
    return tuple(rules.values())


def compile_all(nodes: Sequence[yamlfile.Node], sets: WordSets) -> tuple[Pattern, ...]:
    """The patterns written in these nodes."""
    result = []
    for node in nodes:
        try:
            result.append(compile_pattern(node.text(), sets))
        except PatternError as error:
            raise node.fail(str(error)) from error
    return tuple(result)


def sentences_with(patterns: Sequence[Pattern], stream: Stream) -> set[int]:
    """The sentences of the stream in which one of the patterns holds."""
    return {
        stream.sentences[start]
        for pattern in patterns
        for start, _ in pattern.matches(stream)
    }


def vocabulary(rules: Sequence[Rule], sets: Mapping[str, Sequence[str]]) -> set[str]:
    """Every plain word that the sets and rules speak of."""
    words = {
        w for phrases in sets.values() for phrase in phrases for w in phrase.split()
    }
    for rule in rules:
        for pattern in (*rule.any, *rule.unless):
            words |= {form for forms in pattern.required for form in forms}
    return {word.lstrip("=") for word in words if word.lstrip("=").isalpha()}


def _set(node: yamlfile.Node, sets: WordSets) -> tuple[str, ...]:
    phrases: list[str] = []
    for item in node.items():
        # Numbers and the like are words here too.
        text = str(item.value)
        if text.startswith("{"):
            name = text.strip("{}")
            if name not in sets:
                raise item.fail(f"there is no word set '{name}'")
            phrases.extend(sets[name])
        else:
            phrases.append(text)
    if not phrases:
        raise node.fail("a word set needs words")
    return tuple(dict.fromkeys(phrases))


def _rule(node: yamlfile.Node, subject: str, sets: WordSets) -> Rule:
    node.mapping(_RULE_KEYS)
    certainty, points = node.get("certainty"), node.get("points")
    if (certainty is None) == (points is None):
        raise node.fail("a rule gives either 'certainty' or 'points'")
    unless, holds, denies = node.get("unless"), node.get("holds"), node.get("not")
    if holds is None:
        raise node.fail("a rule needs examples under 'holds'")
    return Rule(
        subject=subject,
        id=f"{subject}.{node.need('id').text()}",
        certainty=certainty.share() if certainty else 1.0,
        points=points.whole(1, 100) if points else 0,
        why=node.need("why").text(),
        any=compile_all(node.need("any").items(), sets),
        unless=compile_all(unless.items(), sets) if unless else (),
        drops=(_DROPPED | _flags(node, "drop")) - _flags(node, "keep"),
        holds=holds.texts(),
        denies=denies.texts() if denies else (),
        source=node.path,
        line=node.line,
    )


def _flags(node: yamlfile.Node, key: str) -> frozenset[str]:
    listed = node.get(key)
    for item in listed.items() if listed else ():
        if item.value not in FLAGS:
            raise item.fail(f"'{item.value}' is not one of {', '.join(sorted(FLAGS))}")
    return frozenset(listed.texts()) if listed else frozenset()

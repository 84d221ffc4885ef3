"""Typed facts of a message: what is stated plainly, and what patterns make of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from actions.triage import yamlfile
from actions.triage.dates import dates
from actions.triage.model import Fact
from actions.triage.normalise import Plain
from actions.triage.patterns import Pattern, Stream, WordSets
from actions.triage.quantities import (
    Found,
    amounts,
    durations,
    numbers,
    ordinals,
    times,
)
from actions.triage.rules import compile_all, sentences_with
from actions.triage.words import Word

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ORDER = re.compile(
    r"(?:\b(?:order|ref(?:erence)?|parcel|tracking|case|ticket|invoice|booking)"
    r"(?: (?:number|no\.?|id|is|ref))?[ :#.-]{1,3})"
    r"(?P<a>#?[a-z]{0,4}-?\d[\da-z-]{3,19})\b"
    r"|(?P<b>#\d{4,16})\b|(?<![\w-])(?P<c>[a-z]{1,4}-?\d{5,16})\b"
)
_PHONE = re.compile(r"(?<![\w+.-])(?:\+|00)?\(?\d(?:[ ()-]?\d){8,13}(?![\w-])")
# What only helps the patterns is not worth showing to people.
_INNER = frozenset({"number", "ordinal", "times"})
_KEYS = frozenset({"version", "rules"})
_RULE_KEYS = frozenset({"kind", "from", "value", "any", "unless", "holds", "not"})


@dataclass(frozen=True, slots=True)
class FactRule:
    """A fact read off a pattern: its value is given or taken from a fact inside."""

    kind: str
    source: str | None
    value: Any
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    holds: tuple[str, ...]
    denies: tuple[str, ...]


def load_fact_rules(path: Path, sets: WordSets) -> tuple[FactRule, ...]:
    """The rules of facts.yml; raises TriageDataError naming file, line and reason."""
    root = yamlfile.read(path)
    root.mapping(_KEYS)
    rules = []
    for node in root.need("rules").items():
        node.mapping(_RULE_KEYS)
        source, value = node.get("from"), node.get("value")
        rules.append(
            FactRule(
                kind=node.need("kind").text(),
                source=source.text() if source else None,
                value=value.plain() if value else None,
                any=_patterns(node, "any", sets),
                unless=_patterns(node, "unless", sets),
                holds=_examples(node, "holds"),
                denies=_examples(node, "not"),
            )
        )
    return tuple(rules)


def stated(text: str) -> list[Found]:
    """What the plain text states outright, in order of place."""
    found = [*_codes(text), *amounts(text), *durations(text), *dates(text)]
    found += [*times(text), *ordinals(text), *numbers(text)]
    return sorted(found, key=lambda item: (item.start, -item.end))


def tagged(words: Sequence[Word], found: Sequence[Found]) -> list[Word]:
    """The words with the facts they belong to, for patterns such as `@duration`."""
    result = list(words)
    starts = [word.start for word in words]
    ends = [word.end for word in words]
    for item in found:
        sign = "@"
        for index in _inside(starts, ends, item):
            word = result[index]
            tags = f"{word.tags}{sign}{item.kind};"
            result[index] = replace(word, tags=tags)
            sign = "+"
    return result


def facts(
    plain: Plain,
    original: str,
    stream: Stream,
    found: Sequence[Found],
    rules: Sequence[FactRule],
) -> tuple[Fact, ...]:
    """All facts of a message, spans in the original text, none twice."""
    shown = [item for item in found if item.kind not in _INNER]
    shown += [item for rule in rules for item in _derive(rule, stream, found)]
    result: list[Fact] = []
    reached: dict[str, int] = {}
    for item in sorted(shown, key=lambda item: (item.start, -item.end)):
        if item.start < reached.get(item.kind, 0):
            continue
        reached[item.kind] = item.end
        start, end = plain.span(item.start, item.end)
        result.append(Fact(item.kind, item.value, original[start:end], start, end))
    return tuple(result)


def _derive(rule: FactRule, stream: Stream, found: Sequence[Found]) -> Iterator[Found]:
    blocked = sentences_with(rule.unless, stream)
    for pattern in rule.any:
        for first, last in pattern.matches(stream):
            start, end = stream.words[first].start, stream.words[last - 1].end
            if stream.sentences[first] in blocked:
                continue
            if rule.source is None:
                yield Found(rule.kind, rule.value, start, end)
                continue
            for item in found:
                inside = item.start >= start and item.end <= end
                if item.kind == rule.source and inside:
                    yield Found(rule.kind, item.value, start, end)
                    break


def _codes(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found("email", match.group(), *match.span())
    for match in _ORDER.finditer(text):
        name = "a" if match["a"] else "b" if match["b"] else "c"
        value = match[name].lstrip("#").upper()
        yield Found("order_number", value, *match.span(name))
    for match in _PHONE.finditer(text):
        digits = re.sub(r"[^\d+]", "", match.group())
        if len(digits) >= 10:
            yield Found("phone", digits, *match.span())


def _inside(starts: Sequence[int], ends: Sequence[int], item: Found) -> range:
    return range(bisect_right(ends, item.start), bisect_left(starts, item.end))


def _patterns(node: yamlfile.Node, key: str, sets: WordSets) -> tuple[Pattern, ...]:
    listed = node.get(key)
    return compile_all(listed.items() if listed else (), sets)


def _examples(node: yamlfile.Node, key: str) -> tuple[str, ...]:
    listed = node.get(key)
    return listed.texts() if listed else ()

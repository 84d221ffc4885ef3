"""Patterns held against a message: a stream of words, and where a pattern matches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from actions.triage.grammar import START, PatternError, WordSets, compile_source
from actions.triage.words import Word

__all__ = ["Pattern", "PatternError", "Stream", "WordSets", "compile_pattern"]


@dataclass(frozen=True, slots=True)
class Stream:
    """A message as one string of words for the expressions, with an index of forms."""

    words: Sequence[Word]
    text: str
    offsets: Sequence[int]
    places: Mapping[str, Sequence[int]]
    sentences: Sequence[int]
    forms: frozenset[str]

    @classmethod
    def of(cls, words: Sequence[Word]) -> Stream:
        """The stream of these words."""
        parts: list[str] = []
        offsets: list[int] = []
        places: dict[str, list[int]] = {}
        sentences: list[int] = []
        length = sentence = 0
        opens = True
        for index, word in enumerate(words):
            body = "\n" if word.breaks else _body(word)
            offsets.append(length)
            sentences.append(sentence)
            parts.append(f" {body}")
            length += len(body) + 1
            for form in {word.norm, word.lemma, *_tag_names(word.tags)}:
                places.setdefault(form, []).append(index)
            if opens:
                places.setdefault(START, []).append(index)
            opens = word.breaks
            sentence += word.breaks
        text = "".join(parts) + " \n"
        return cls(words, text, offsets, places, sentences, frozenset(places))


@dataclass(frozen=True)
class Pattern:
    """One compiled pattern; `required` lists, per part, the forms it may start with."""

    source: str
    expression: str = field(repr=False)
    required: tuple[frozenset[str], ...] = field(repr=False)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    @cached_property
    def _rarest_first(self) -> tuple[frozenset[str], ...]:
        """The parts in the order in which a message most likely lacks them."""
        return tuple(sorted(self.required, key=len))

    def matches(self, stream: Stream) -> Iterator[tuple[int, int]]:
        """The word spans (half open) at which this pattern holds, left to right."""
        for forms in self._rarest_first:
            if forms.isdisjoint(stream.forms):
                return
        for first in _starts(self.required[0], stream):
            found = self._compiled.match(stream.text, stream.offsets[first])
            if found and found.end() > found.start():
                yield first, bisect_left(stream.offsets, found.end())


def compile_pattern(source: str, sets: WordSets) -> Pattern:
    """The pattern that `source` writes; raises PatternError saying what is wrong."""
    return Pattern(source, *compile_source(source, sets))


def _starts(forms: frozenset[str], stream: Stream) -> list[int]:
    starts: set[int] = set()
    for form in forms & stream.forms:
        starts.update(stream.places[form])
    return sorted(starts)


def _body(word: Word) -> str:
    norm = word.norm.replace("/", "_")
    return f"{norm}/{word.lemma.replace('/', '_')}/{word.tags}"


def _tag_names(tags: str) -> list[str]:
    return [tag for tag in tags.split(";") if tag.startswith("@")]

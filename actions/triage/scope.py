"""How a word is meant: denied, quoted, or reported of someone else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actions.triage import yamlfile
from actions.triage.patterns import Pattern, Stream, WordSets, compile_pattern
from actions.triage.words import Word

FLAGS = frozenset({"negated", "quoted", "reported", "question", "past"})
# A quotation shorter than this only stresses a word: I want a "real person".
_MIN_QUOTED = 3
_KEYS = frozenset(
    {"version", "negators", "not_negators", "barriers", "subjects", "carriers"}
    | {"reporting", "past_forms", "participle_after", "weak_subjects", "auxiliaries"}
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Per word, the flags under which it stands."""

    flags: tuple[frozenset[str], ...]

    def of(self, start: int, end: int) -> frozenset[str]:
        """The flags of a match: its last word's, and whether any of it is past."""
        if any("past" in flags for flags in self.flags[start:end]):
            return self.flags[end - 1] | {"past"}
        return self.flags[end - 1]


class Scoper:
    """Finds negation clause by clause, quotations, reported speech and questions."""

    def __init__(self, path: Path, sets: WordSets) -> None:
        root = yamlfile.read(path)
        root.mapping(_KEYS)

        def patterns(key: str) -> list[Pattern]:
            return [compile_pattern(text, sets) for text in root.need(key).texts()]

        def words(key: str) -> frozenset[str]:
            return frozenset(root.need(key).texts())

        self._negators = patterns("negators")
        self._not_negators = patterns("not_negators")
        self._reporting = patterns("reporting")
        self._barriers = words("barriers")
        self._subjects = words("subjects")
        self._past_forms = words("past_forms")
        self._participle_after = words("participle_after")
        self._weak_subjects = words("weak_subjects")
        self._auxiliaries = words("auxiliaries")
        self._carriers = words("carriers")

    def scope(self, stream: Stream) -> Scope:
        """The scope of every word of the stream."""
        negated = self._negated(stream)
        quoted = _quoted(stream.words)
        reported = self._reported(stream)
        asked = _asked(stream.words)
        past = self._past(stream.words)
        names = ("negated", "quoted", "reported", "question", "past")
        rows = zip(negated, quoted, reported, asked, past, strict=True)
        return Scope(
            tuple(
                frozenset(n for n, held in zip(names, row, strict=True) if held)
                for row in rows
            )
        )

    def _negated(self, stream: Stream) -> list[bool]:
        words = stream.words
        harmless = set[int]()
        for pattern in self._not_negators:
            for start, end in pattern.matches(stream):
                harmless.update(range(start, end))
        ends = self._clause_ends(words)
        negated = [False] * len(words)
        for pattern in self._negators:
            reached = 0
            for start, end in pattern.matches(stream):
                if start not in harmless:
                    # Ends come in the order of starts: no word is marked twice.
                    for index in range(max(end, reached), ends[end]):
                        negated[index] = True
                    reached = max(reached, ends[end])
        return negated

    def _clause_ends(self, words: Sequence[Word]) -> list[int]:
        """Per word where a clause that begins there ends, and one for the very end.

        It ends at a stop, a contrast, or a new subject.
        """
        after = len(words)
        ends = [after] * (len(words) + 1)
        for index in range(len(words) - 1, -1, -1):
            word = words[index]
            if word.breaks or word.norm in self._barriers:
                ends[index] = after = index
                continue
            ends[index] = after
            opens = index > 0 and self._subject(words, index)
            if opens and words[index - 1].lemma not in self._carriers:
                after = index
        return ends

    def _subject(self, words: Sequence[Word], index: int) -> bool:
        """Whether a new clause may start here; "you" only before an auxiliary."""
        norm = words[index].norm
        if norm in self._weak_subjects:
            after = words[index + 1].norm if index + 1 < len(words) else ""
            return after in self._auxiliaries
        return norm in self._subjects

    def _past(self, words: Sequence[Word]) -> list[bool]:
        """Past forms; "be connected" and "get transferred" are wishes, not past."""
        past = []
        for index, word in enumerate(words):
            regular = word.norm.endswith("ed") and word.norm != word.lemma
            before = words[index - 1].norm if index else ""
            told = regular or word.norm in self._past_forms
            past.append(told and before not in self._participle_after)
        return past

    def _reported(self, stream: Stream) -> list[bool]:
        reported = [False] * len(stream.words)
        for pattern in self._reporting:
            reached = 0
            for _, end in pattern.matches(stream):
                for index in range(max(end, reached), len(stream.words)):
                    reached = index
                    if stream.words[index].breaks or stream.words[index].norm == "but":
                        break
                    reported[index] = True
        return reported


def _quoted(words: Sequence[Word]) -> list[bool]:
    """Words inside a pair of double quotes that holds a clause."""
    quoted = [False] * len(words)
    opened: int | None = None
    for index, word in enumerate(words):
        if word.norm in ('"', "''"):
            if opened is None:
                opened = index
            else:
                if index - opened - 1 >= _MIN_QUOTED:
                    quoted[opened:index] = [True] * (index - opened)
                opened = None
    return quoted


def _asked(words: Sequence[Word]) -> list[bool]:
    """Words of a sentence that ends in a question mark."""
    asked = [False] * len(words)
    begin = 0
    for index, word in enumerate(words):
        if word.breaks:
            if word.norm == "?":
                asked[begin:index] = [True] * (index - begin)
            begin = index + 1
    return asked

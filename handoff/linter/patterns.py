"""Rules that are patterns: where they find something, and what may stand there."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from handoff.linter.model import Wording
from handoff.linter.rules import Rule, compiled

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*\s*|[.!?\n]+\s*")
_BEGINS: Final = re.compile(r"(?:^|[.!?:\n]\s*)[\s\"']*$")


class Hit(NamedTuple):
    """Where a rule finds something; without a reason the rule's own holds.

    `rewrite` fits in that place; `say` is another way to go on.
    """

    start: int
    end: int
    rewrite: str | None = None
    reason: str | None = None
    say: str | None = None


class Sentences:
    """The sentences of a text, by the place of each character."""

    def __init__(self, text: str) -> None:
        self._spans = [match.span() for match in _SENTENCE.finditer(text)]
        self._text = text

    def around(self, start: int, *, after: int = 0) -> str:
        """The sentence that holds this place, and so many after it."""
        for number, (begin, end) in enumerate(self._spans):
            if begin <= start < end:
                last = self._spans[min(number + after, len(self._spans) - 1)][1]
                return self._text[begin:last]
        return self._text[start:]


class PatternRule:
    """One rule of data/lint with its patterns ready."""

    def __init__(self, name: str, rule: Rule) -> None:
        place = f"rule {name}"
        self._patterns = [
            (
                compiled(pattern.find, place=place),
                pattern,
                compiled(pattern.unless, place=place) if pattern.unless else None,
            )
            for pattern in rule.patterns
        ]
        lifted = rule.lifted_by
        self._lifted = compiled(lifted, place=place) if lifted else None

    def hits(self, wording: Wording) -> Iterator[Hit]:
        """Each place that the rule finds fault with; never two that overlap."""
        sentences = Sentences(wording.text)
        taken: list[tuple[int, int]] = []
        for find, pattern, unless in self._patterns:
            for match in find.finditer(wording.text):
                start, end = match.span()
                if start == end or any(s < end and start < e for s, e in taken):
                    continue
                if unless and unless.search(sentences.around(start)):
                    continue
                if self._lifted and self._lifted.search(
                    sentences.around(start, after=1).replace(match[0], " ", 1)
                ):
                    continue
                taken.append((start, end))
                rewrite = None if pattern.say else _rewritten(match, pattern.rewrite)
                yield Hit(start, end, rewrite, say=pattern.say)


def _rewritten(match: re.Match[str], rewrite: str | None) -> str | None:
    """The proposal in the case of the place; None where nothing can be proposed."""
    if rewrite is None:
        # Shouted words are proposed in small letters.
        lower = match[0].lower()
        return lower if match[0].isupper() else None
    said = match.expand(rewrite)
    if said and _BEGINS.search(match.string[: match.start()]):
        return said[0].upper() + said[1:]
    return said

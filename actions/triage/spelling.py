"""Misspelt rule words found by one edit; anything that is a known word stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Sequence

from rapidfuzz.distance import OSA

# Shorter words are too close to each other: "agent" may be one edit off, "sue" not.
MIN_LENGTH = 5
# From this length on two edits are still closer to one word than to any other.
LONG_LENGTH = 9
_MAX_LENGTH = 20


class Speller:
    """Corrects an unknown word to the one vocabulary word it is an edit away from."""

    def __init__(
        self, vocabulary: Collection[str], known: Sequence[Container[str]]
    ) -> None:
        self._known = known
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in sorted(vocabulary):
            if word.isalpha() and MIN_LENGTH <= len(word) <= _MAX_LENGTH:
                for key in _deletions(word):
                    self._near[key].append(word)

    def correct(self, word: str) -> str:
        """`word`, or the vocabulary word it most likely means."""
        if len(word) < 3 or self._knows(word):
            return word
        shorter = _unstretch(word)
        if self._knows(shorter):
            return shorter
        if not MIN_LENGTH <= len(word) <= _MAX_LENGTH:
            return word
        near = {near for key in _deletions(word) for near in self._near.get(key, ())}
        allowed = 2 if len(word) >= LONG_LENGTH else 1
        ranked = sorted(
            (OSA.distance(word, other), other)
            for other in near
            if other[0] == word[0] or len(word) > MIN_LENGTH
        )
        if ranked and ranked[0][0] <= allowed:
            return ranked[0][1]
        return word

    def _knows(self, word: str) -> bool:
        return any(word in words for words in self._known)


def _deletions(word: str) -> set[str]:
    """The word and every form of it with one letter left out."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _unstretch(word: str) -> str:
    """The word without letters that were only held down: "pleasee", "soo"."""
    result = [word[0]]
    for char in word[1:]:
        if char != result[-1]:
            result.append(char)
    return "".join(result)

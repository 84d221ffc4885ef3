"""Notices a message that is not English, by its script and its small words."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
# A message is judged by its beginning; more reading changes nothing.
_READ = 1000
# Share of a message's words that must be small words of one other language. Running
# text of any of them has 0.35 and more; English has under 0.1.
_LEAST_SHARE = 0.25


@dataclass(frozen=True)
class SmallWords:
    """The frequent words of English and, by name, of other languages."""

    english: frozenset[str]
    others: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, english: list[str], others: Mapping[str, list[str]]) -> "SmallWords":
        """Build from lists; a word that English has too counts for English alone."""
        ours = frozenset(english)
        theirs = {name: frozenset(words) - ours for name, words in others.items()}
        return cls(ours, theirs)


def is_foreign(text: str, words: SmallWords) -> bool:
    """Tell whether `text` is in another language than English.

    Careful with little text: one foreign word in English is no foreign message, and
    a single word counts only when it cannot be English.
    """
    beginning = text[:_READ]
    if _other_script(beginning):
        return True
    tokens = [token.lower() for token in _WORD.findall(beginning)]
    if not tokens:
        return False
    hits = max(
        (sum(token in theirs for token in tokens) for theirs in words.others.values()),
        default=0,
    )
    if len(tokens) == 1:
        return hits == 1 and not tokens[0].isascii()
    english = sum(token in words.english for token in tokens)
    return hits >= 2 and hits > english and hits / len(tokens) >= _LEAST_SHARE


def _other_script(text: str) -> bool:
    """Tell whether most letters are of a script that English is not written in."""
    latin = other = 0
    for character in unicodedata.normalize("NFKC", text):
        if not character.isalpha():
            continue
        if ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x1F00:
            latin += 1
        else:
            other += 1
    return other >= 2 and other > latin

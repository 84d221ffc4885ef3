"""How hard a text is to read: the Flesch-Kincaid grade, for English."""

import re
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z']*")
_STOP: Final = re.compile(r"[.!?:;]+(?:\s|$)")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")


def grade(text: str, *, fewest_words: int) -> float | None:
    """The school grade in which the text is read with ease; None for a short text.

    Kincaid et al. 1975: 0.39 words per sentence + 11.8 syllables per word - 15.59.
    """
    plain = _PLACEHOLDER.sub("Friday", text)
    words = _WORD.findall(plain)
    if len(words) < fewest_words:
        return None
    sentences = max(len(_STOP.findall(plain)), 1)
    syllables = sum(_syllables(word.lower()) for word in words)
    found = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return round(max(found, 0.0), 1)


def _syllables(word: str) -> int:
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)

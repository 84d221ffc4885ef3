"""Chat text made plain for the rules, with a way back to the original offsets.

Folds case, width, accents, look-alike letters, curly quotes, emoji, stretched words,
letters swapped for digits and words spelled out with spaces. Pure and linear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

MAX_CHARS = 4000
# Longer runs without a blank are not words; cutting them keeps tokenising linear.
MAX_RUN = 80

_QUOTES = dict.fromkeys("‘’‚‛′`´ʼ＇", "'") | dict.fromkeys("“”„‟″«»❝❞＂", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−﹘－", "-")
_LOOKALIKES = dict(
    zip(
        "авеёкмнорсухіїјѕԁһԛԝɡοαερτυνικηωАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "abeekmhopcyxiijsdhqwgoaeptuvikhwabekmhopctyxijsabezhikmnoptyx",
        strict=True,
    )
)
_FOLDS: Mapping[str, str] = {**_QUOTES, **_DASHES, **_LOOKALIKES, "…": "."}
_ASCII: Mapping[str, str] = {
    char: "\n" if char in "\n\r" else char.lower() if char.isprintable() else " "
    for char in map(chr, range(128))
}
_LEET = str.maketrans("013457@$!|", "oieastasil")
_LEET_WORD = re.compile(r"[a-z0-9@$!|]*[a-z][a-z0-9@$!|]*")
_SPELLED = re.compile(r"(?<![a-z'])[a-z](?:[ .\-_*][a-z]){3,20}(?![a-z'])")


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text; `starts[i]`/`ends[i]` bound the original of character i."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    truncated: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of plain[start:end] (not empty)."""
        return self.starts[start], self.ends[end - 1]


def normalise(
    text: str, emoji: Mapping[str, str], vocabulary: Collection[str]
) -> Plain:
    """The first 4,000 characters of any text, made plain.

    `emoji` gives a word for an emoji; `vocabulary` holds the words that swapped or
    spelled-out letters may stand for.
    """
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    run = 0
    for offset, char in enumerate(text[:MAX_CHARS]):
        for plain in _ASCII.get(char) or _fold(char, emoji):
            run = 0 if plain in " \n" else run + 1
            if run > MAX_RUN or _repeats(chars, plain, text[offset + 1 : offset + 2]):
                if chars:
                    ends[-1] = offset + 1
                continue
            chars.append(plain)
            starts.append(offset)
            ends.append(offset + 1)
    _unmask("".join(chars), chars, vocabulary)
    return Plain("".join(chars), tuple(starts), tuple(ends), len(text) > MAX_CHARS)


def _fold(char: str, emoji: Mapping[str, str]) -> str:
    if char in emoji:
        return f" {emoji[char]} "
    if char in _FOLDS:
        return _FOLDS[char]
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me", "Cf"):
        return ""
    if kind in ("Cc", "Cs", "Co", "Cn", "So", "Sk", "Zs", "Zl", "Zp"):
        return _enclosed(char) if kind == "So" else " "
    folded = unicodedata.normalize("NFKD", char).lower()
    return "".join(
        _FOLDS.get(c, c) for c in folded if unicodedata.category(c) not in ("Mn", "Cf")
    )


def _enclosed(char: str) -> str:
    """The letter inside a circled or squared letter; a blank for other symbols."""
    folded = unicodedata.normalize("NFKC", char).lower()
    return folded if folded.isascii() and folded.isalnum() else " "


def _repeats(chars: list[str], char: str, after: str) -> bool:
    """Whether `char` only stretches what is there: third letter, second blank.

    Three letters that are a word of their own stay: BBB.
    """
    if not chars or chars[-1] != char:
        return False
    if char.isalpha():
        whole = not after.isalpha() and not "".join(chars[-3:-2]).isalpha()
        return chars[-2:-1] == [char] and not whole
    return char in " \n!?.,*_-~"


def _unmask(joined: str, chars: list[str], vocabulary: Collection[str]) -> None:
    """Rewrite `chars` in place where letters hide behind digits or blanks."""
    for found in _LEET_WORD.finditer(joined):
        word = found.group()
        if word.isalpha() or word.isdigit():
            continue
        tail = len(word) - len(word.rstrip("!|"))
        core = word[: len(word) - tail] if tail else word
        letters = core.translate(_LEET)
        if letters != core and len(letters) > 2 and letters in vocabulary:
            start = found.start()
            chars[start : start + len(letters)] = letters
    for found in _SPELLED.finditer(joined):
        letters = found.group()[::2]
        if letters in vocabulary:
            # Letters move to the front, blanks to the end: lengths stay the same.
            filled = letters.ljust(len(found.group()))
            chars[found.start() : found.end()] = filled

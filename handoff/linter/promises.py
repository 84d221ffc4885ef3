"""Times that are promised, and whether a policy stands for them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_WORDS: Final = (
    "zero",
    "one a an",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_NUMBERS: Final = {
    word: number for number, words in enumerate(_WORDS) for word in words.split()
}
_MINUTES: Final = {
    "second": 1 / 60,
    "minute": 1,
    "hour": 60,
    "day": 24 * 60,
    "week": 7 * 24 * 60,
    "month": 30 * 24 * 60,
}
_PROMISE: Final = re.compile(
    # "In a minute" is a way of speaking, not a time.
    r"\b(?!in an? (?:minute|second)\b)"
    r"(?:within|in(?: less than| under)?|under|no later than|inside(?: of)?)\s+"
    r"(?:the next\s+)?"
    r"(?:(?:\d+|\w+)\s*(?:-|to|or)\s*)?"
    r"(?P<amount>\d+|" + "|".join(_NUMBERS) + r")\s+"
    r"(?P<working>working |business )?"
    r"(?P<unit>second|minute|hour|day|week|month)s?\b",
    re.IGNORECASE,
)


class Promise(NamedTuple):
    """A time in a text: where it stands, how long, and whether in working time."""

    start: int
    end: int
    minutes: float
    working: bool


def promises_in(text: str) -> Iterator[Promise]:
    """Every time that the text promises, in the order of the text."""
    for match in _PROMISE.finditer(text):
        amount = match["amount"].lower()
        number = int(amount) if amount.isdigit() else _NUMBERS[amount]
        minutes = number * _MINUTES[match["unit"].lower()]
        yield Promise(match.start(), match.end(), minutes, bool(match["working"]))


class Covered:
    """The times that policies stand for."""

    def __init__(self, phrases: Iterable[str], *, answer_minutes: float) -> None:
        self.phrases = list(phrases)
        self._exact = {
            (found.minutes, found.working)
            for phrase in self.phrases
            for found in promises_in(phrase)
        }
        self._answer_minutes = answer_minutes

    def covers(self, promise: Promise, *, answer: bool) -> bool:
        """Whether a policy stands for the time; an answer may take longer than one."""
        if (promise.minutes, promise.working) in self._exact:
            return True
        return answer and promise.minutes >= self._answer_minutes

    def nearest(self, promise: Promise) -> str | None:
        """The shortest time in the policies that is not shorter than this one."""
        longer = [
            (found.minutes, found.working != promise.working, phrase)
            for phrase in self.phrases
            for found in promises_in(phrase)
            if found.minutes >= promise.minutes
        ]
        return min(longer)[2] if longer else None

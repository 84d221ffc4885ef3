"""Numbers, money, durations and dates as people write them in chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_VAGUE = {
    "a": 1, "an": 1, "another": 1, "couple": 2, "a couple": 2, "a couple of": 2,
    "couple of": 2, "a few": 3, "few": 3, "several": 4, "many": 6, "numerous": 6,
    "multiple": 4, "countless": 10, "a dozen": 12, "dozens of": 24, "half a": 0.5,
    "half an": 0.5, "the last": 1, "a full": 1, "a whole": 1, "over a": 1,
}  # fmt: skip
_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "umpteenth": 10, "millionth": 10,
    "hundredth": 10,
}  # fmt: skip
_DAYS_OF = {
    "minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "day": 1,
    "night": 1, "week": 7, "wk": 7, "fortnight": 14, "month": 30, "mth": 30,
    "year": 365, "yr": 365, "weekend": 3,
}  # fmt: skip
_CURRENCIES = {
    "£": "GBP", "$": "USD", "€": "EUR", "gbp": "GBP", "usd": "USD", "eur": "EUR",
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "dollar": "USD", "bucks": "USD",
    "dollars": "USD", "buck": "USD", "euro": "EUR", "euros": "EUR", "grand": "GBP",
    "rs": "INR", "rs.": "INR", "inr": "INR", "rupees": "INR", "₹": "INR",
    "pence": "GBP", "cents": "USD",
}  # fmt: skip
_SCALES = {"k": 1_000, "grand": 1_000, "pence": 0.01, "cents": 0.01, "m": 1_000_000}
_WORDS = "|".join(sorted(_UNITS, key=len, reverse=True))
_DIGITS = r"\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,2})?"
_WORDED = rf"(?:(?:{_WORDS})(?:[ -](?:{_WORDS}))?)(?: (?:hundred|thousand))?"
_NUMBER = re.compile(
    rf"(?<![\w.,-])(?:(?:a |{_WORDED} )(?:hundred|thousand)|{_WORDED}|{_DIGITS})"
    r"(?![\w])"
)
_AMOUNT = re.compile(
    rf"(?P<sign>[£$€₹]|\b(?:gbp|usd|eur|inr|rs\.?)) ?(?P<n1>{_DIGITS})(?P<s1>k\b)?"
    rf"|(?<![\w.,])(?P<n2>{_DIGITS}|{_WORDED}|a (?:hundred|thousand))(?P<s2>k)? ?"
    r"(?P<unit>[£€]|(?:gbp|usd|eur|inr|pounds?|quid|dollars?|bucks?|euros?|grand|pence"
    r"|rupees|cents)\b)"
)
_VAGUE_PART = "|".join(sorted(map(re.escape, _VAGUE), key=len, reverse=True))
_DURATION = re.compile(
    rf"(?<![\w.,-])(?:(?P<n>{_DIGITS}|{_WORDED})\+?|(?P<v>{_VAGUE_PART}))"
    r"(?:[ -]?(?P<half>and a half))?(?:[ -](?:whole|full|long|working|business|calendar"
    r"|more|entire|consecutive|solid))?[ -]?"
    r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|fortnights?|months?"
    r"|mths?|years?|yrs?|weekends?)\b"
)
_BARE = re.compile(r"\b(?P<unit>weeks|months|years|days|hours|fortnight)\b")
_TIMES = re.compile(
    rf"\b(?:(?P<word>once|twice|thrice)|(?:(?P<n>\d{{1,3}}|{_WORDED})|(?P<v>{_VAGUE_PART}"
    r"|many many|so many|too many|loads of|lots of|god knows how many))"
    r" (?:different |separate |more )?(?:times|occasions))\b"
)
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\b")


class Found(NamedTuple):
    """One quantity: its kind, value and span in the plain text."""

    kind: str
    value: Any
    start: int
    end: int


def number(text: str) -> float:
    """The number that digits or words stand for ("1,900.50", "twenty-five")."""
    if text[:1].isdigit():
        return float(text.replace(",", ""))
    total = 0.0
    for part in re.split(r"[ -]", text):
        if part == "hundred":
            total = max(total, 1) * 100
        elif part == "thousand":
            total = max(total, 1) * 1000
        else:
            total += _UNITS.get(part, 1 if part == "a" else 0)
    return total


def amounts(text: str) -> Iterator[Found]:
    """Sums of money: {"value", "currency"}."""
    for found in _AMOUNT.finditer(text):
        digits = found["n1"] or found["n2"]
        unit = found["sign"] or found["unit"]
        scale = _SCALES["k"] if found["s1"] or found["s2"] else _SCALES.get(unit, 1)
        value = round(number(digits) * scale, 2)
        currency = _CURRENCIES[unit]
        yield Found("amount", {"value": value, "currency": currency}, *found.span())


def durations(text: str) -> Iterator[Found]:
    """Lengths of time: {"days"}; "weeks" alone counts as two."""
    taken: list[tuple[int, int]] = []
    for found in _DURATION.finditer(text):
        count = _VAGUE[found["v"]] if found["v"] else number(found["n"])
        count += 0.5 if found["half"] else 0
        yield Found("duration", _days(count, found["unit"]), *found.span())
        taken.append(found.span())
    ends = {end for _, end in taken}
    for found in _BARE.finditer(text):
        if found.end() not in ends:
            count = 1 if found["unit"] == "fortnight" else 2
            yield Found("duration", _days(count, found["unit"]), *found.span())


def times(text: str) -> Iterator[Found]:
    """How often something happened, as a count."""
    counts = {"once": 1, "twice": 2, "thrice": 3}
    for found in _TIMES.finditer(text):
        if found["word"]:
            count = float(counts[found["word"]])
        else:
            count = number(found["n"]) if found["n"] else _VAGUE.get(found["v"], 6)
        yield Found("times", int(count), *found.span())


def ordinals(text: str) -> Iterator[Found]:
    """Ordinals such as "third" and "5th", as a count."""
    for found in _ORDINAL.finditer(text):
        word = found.group()
        value = _ORDINALS.get(word) or int(word[:-2])
        yield Found("ordinal", value, *found.span())


def numbers(text: str) -> Iterator[Found]:
    """Plain numbers from one upwards."""
    for found in _NUMBER.finditer(text):
        value = number(found.group())
        if value >= 1:
            yield Found("number", value, *found.span())


def _days(count: float, unit: str) -> dict[str, float]:
    name = unit if unit in _DAYS_OF else unit.rstrip("s")
    return {"days": round(count * _DAYS_OF[name], 3)}

"""Finds order numbers, amounts, dates, addresses and wishes by patterns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Patterns = Mapping[str, re.Pattern[str]]

# Not part of a longer number (a card, a telephone), and not a date like 20261122.
_ORDER = re.compile(
    r"(?<![\w-])(?<!\d[ -])#?(?!20[12]\d[01]\d[0-3]\d)"
    r"(\d{4})[-– ]?(\d{4})(?![\w-]|\.\d|,\d{3}| \d{3})"
)
_LABELLED = re.compile(
    r"\b(?:order|reference|ref)\s*(?:number|no\.?|num)?\s*(?:is|:|#)?\s*#?"
    r"(\d{4})[-–/. ]{0,3}(\d{4})\b",
    re.I,
)
_AMOUNT = re.compile(
    r"(?P<sign>[£$€])\s?(?P<before>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
    r"(?P<kilo>k\b)?"
    r"|(?<![\w.,])(?P<after>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)\s?"
    r"(?P<word>gbp|usd|eur|pounds?|quid|dollars?|bucks|euros?|£|\$|€)(?!\w)",
    re.I,
)
_CURRENCY = {"£": "GBP", "p": "GBP", "q": "GBP", "g": "GBP", "$": "USD", "d": "USD"}
_CURRENCY |= {"b": "USD", "u": "USD", "€": "EUR", "e": "EUR"}
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:\s+\d{{4}}\b)?"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}}\b)?"
    r"|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b(?:yesterday|today|tomorrow)\b"
    r"|\b(?:last|this|next|since|on|by)\s+"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)


@dataclass(frozen=True)
class Entity:
    """Something named in a message; offsets are characters of the message."""

    name: str
    value: str
    start: int
    end: int


def compile_words(words: Mapping[str, Mapping[str, list[str]]]) -> Patterns:
    """Return one pattern per `name:value` of {name: {value: [phrases]}}."""
    return {
        f"{name}:{value}": re.compile(
            r"\b(?:" + "|".join(map(_phrase, phrases)) + r")\b", re.I
        )
        for name, values in words.items()
        for value, phrases in values.items()
    }


def extract(text: str, words: Patterns) -> list[Entity]:
    """Return what `text` names, in order and without overlaps within a name.

    Values are normalised: order numbers `4471-0093`, amounts `49.99 GBP`.
    """
    found = [
        *_orders(text),
        *_amounts(text),
        *(_plain("email", match) for match in _EMAIL.finditer(text)),
        *(_plain("date", match) for match in _DATE.finditer(text)),
    ]
    for key, pattern in words.items():
        name, value = key.split(":", 1)
        found += (
            Entity(name, value, match.start(), match.end())
            for match in pattern.finditer(text)
        )
    return sorted(_distinct(found), key=lambda entity: (entity.start, entity.end))


def _phrase(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words.split())


def _plain(name: str, match: re.Match[str]) -> Entity:
    return Entity(name, match.group(), match.start(), match.end())


def _orders(text: str) -> Iterator[Entity]:
    for pattern in (_LABELLED, _ORDER):
        for match in pattern.finditer(text):
            start = match.start(1)
            if start > 0 and text[start - 1] == "#":
                start -= 1
            number = f"{match[1]}-{match[2]}"
            yield Entity("order_number", number, start, match.end(2))


def _amounts(text: str) -> Iterator[Entity]:
    for match in _AMOUNT.finditer(text):
        number = float((match["before"] or match["after"]).replace(",", ""))
        if match["kilo"]:
            number *= 1000
        unit = _CURRENCY[(match["sign"] or match["word"])[0].lower()]
        yield Entity("amount", f"{number:.2f} {unit}", match.start(), match.end())


def _distinct(found: list[Entity]) -> Iterator[Entity]:
    """Drop what lies inside an earlier find of the same name."""
    taken: dict[str, list[Entity]] = {}
    for entity in found:
        others = taken.setdefault(entity.name, [])
        if all(entity.end <= o.start or entity.start >= o.end for o in others):
            others.append(entity)
            yield entity

"""Personal data in a customer's words, replaced by what kind of data it was."""

import re
from collections.abc import Iterable
from typing import Final

from phonenumbers import Leniency, PhoneNumberMatcher

_REGIONS: Final = ("GB", "US")
"""Regions whose national numbers are recognised; others with their + prefix."""

# The order matters: an IBAN holds digits that would pass for a phone number.
_PATTERNS: Final = (
    ("[email]", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("[link]", re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("[account]", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?\w{1,3})?\b")),
    ("[card]", re.compile(r"\b\d(?:[ -]?\d){12,18}\b")),
)
_LATER: Final = (
    (
        "[postcode]",
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{5}-\d{4}\b", re.I),
    ),
    ("[number]", re.compile(r"\b\d(?:[ -]?\d){5,}\b")),
)
_NAMED: Final = re.compile(
    r"\b(?P<lead>(?i:my name is|my name's|i am called|this is|yours|regards|thanks),?)"
    r"\s+(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})"
)
# A word of a name that is also an everyday word must not be blanked all over a text.
_SHORTEST_NAME: Final = 3


def mask(text: str, *, names: Iterable[str | None] = ()) -> str:
    """The text without what tells who wrote it; the rest is as it was.

    E-mail addresses, links, bank accounts, cards, phone numbers, postcodes, numbers of
    six digits or more, names that are introduced as such, and the given names become a
    word in square brackets.
    """
    for mark, pattern in _PATTERNS:
        text = pattern.sub(mark, text)
    text = _without_phones(text)
    for mark, pattern in _LATER:
        text = pattern.sub(mark, text)
    text = _NAMED.sub(r"\g<lead> [name]", text)
    for name in names:
        text = _without_name(text, name or "")
    return text


def _without_phones(text: str) -> str:
    spans: set[tuple[int, int]] = set()
    for region in _REGIONS:
        found = PhoneNumberMatcher(text, region, leniency=Leniency.VALID)
        spans.update((match.start, match.end) for match in found)
    for start, end in sorted(spans, reverse=True):
        if "[" not in text[start:end]:
            text = text[:start] + "[phone]" + text[end:]
    return text


def _without_name(text: str, name: str) -> str:
    for part in (name, *name.split()):
        if len(part) >= _SHORTEST_NAME:
            text = re.sub(rf"\b{re.escape(part)}\b", "[name]", text, flags=re.I)
    return text

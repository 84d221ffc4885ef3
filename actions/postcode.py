"""Postcodes in what a customer writes: British ones, and American ZIP codes."""

from __future__ import annotations

import re

_UK = r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}(?!\w)"
_ZIP = r"(?<![\w-])\d{5}(?:-\d{4})?(?![\w-])"
_EITHER = f"(?:{_UK}|{_ZIP})"
_ASKED = re.compile(_EITHER, re.IGNORECASE)
# Unasked, small letters may be anything ("a PS5 2nd hand"), and so may five digits.
_PLAIN = re.compile(_UK)
_NAMED = re.compile(
    rf"(?:post\s?code|postal code|zip(?:\s?code)?)(?:\s+is)?[\s:]{{1,3}}({_EITHER})",
    re.IGNORECASE,
)


def find_postcode(text: str, *, asked: bool = False) -> str | None:
    """The first postcode of the text as it was written, None without one.

    `asked`: the bot has just asked for it, so less certain forms count too.
    """
    named = _NAMED.search(text)
    if named:
        return named[1]
    found = (_ASKED if asked else _PLAIN).search(text)
    return found[0] if found else None

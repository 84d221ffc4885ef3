"""What a message may be made of: any text that can be stored and shown as it is."""

import re
from typing import Final

from handoff.errors import TooLarge, ValidationFailed

MAX_CHARS: Final = 4_000
"""Longest message, in characters; triage and the bot read no more either."""

_CMID: Final = re.compile(r"[0-9A-Za-z-]{8,40}")


def check_text(text: str, *, field: str = "text", longest: int = MAX_CHARS) -> str:
    """The text itself, byte for byte: it can be stored.

    Raises:
        TooLarge: it has more than `longest` characters.
        ValidationFailed: it is blank, holds NUL, or is not valid Unicode.
    """
    if len(text) > longest:
        raise TooLarge(
            f"{field} has more than {longest} characters",
            details={"field": field, "max_chars": longest, "chars": len(text)},
        )
    if not text.strip():
        raise ValidationFailed(f"{field} is empty", details={"field": field})
    if "\0" in text:
        raise ValidationFailed(f"{field} holds NUL", details={"field": field})
    if not text.isascii():
        _check_unicode(text, field)
    return text


def check_note(text: str, *, field: str = "note") -> str:
    """The note itself; unlike a message it may be empty.

    Raises:
        ValidationFailed: as `check_text`, but for an empty note.
    """
    return check_text(text, field=field) if text.strip() else ""


def check_cmid(cmid: str) -> str:
    """The client message id itself.

    Raises:
        ValidationFailed: it is not 8 to 40 letters, digits and hyphens.
    """
    if not _CMID.fullmatch(cmid):
        raise ValidationFailed(
            "cmid must be 8 to 40 letters, digits or hyphens", details={"field": "cmid"}
        )
    return cmid


def _check_unicode(text: str, field: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationFailed(
            f"{field} holds half a surrogate pair at {error.start}",
            details={"field": field, "at": error.start},
        ) from error

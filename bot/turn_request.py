"""One turn as the desk asks for it, checked before anything happens."""

import json
import re
from dataclasses import dataclass
from typing import Any

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEYS = {"conversation_id", "turn_id", "text", "slots"}


class BadRequest(Exception):
    """Raised if a request cannot be understood; `details` names the field."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.details = {"field": field} if field else None


@dataclass(frozen=True)
class TurnRequest:
    """What a customer said, and what the desk keeps of the conversation so far."""

    conversation_id: str
    turn_id: str
    text: str
    slots: dict[str, Any]


def parse_turn(body: bytes) -> TurnRequest:
    """Return the request in `body`; raises BadRequest saying what is wrong."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not JSON") from error
    if not isinstance(content, dict):
        raise BadRequest("the body is not an object")
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        raise BadRequest("unknown field", unknown[0])
    text, slots = content.get("text"), content.get("slots", {})
    if not isinstance(text, str) or not text.strip():
        raise BadRequest("not a text with something in it", "text")
    if not isinstance(slots, dict):
        raise BadRequest("not an object", "slots")
    return TurnRequest(
        _identifier(content, "conversation_id"),
        _identifier(content, "turn_id"),
        text,
        slots,
    )


def _identifier(content: dict[str, Any], field: str) -> str:
    value = content.get(field)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadRequest("not 1 to 64 letters, digits, - or _", field)
    return value

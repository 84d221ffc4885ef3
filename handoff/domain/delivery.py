"""Effects that leave the desk: where they go, when they are tried again, who may."""

import hashlib
import hmac
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec

MAIL: Final = "mail"
WEBHOOK: Final = "webhook"

MOST_ATTEMPTS: Final = 14
"""After so many failures an effect is a dead letter: within a day (F34)."""
HOLDS_LINE: Final = 5
"""Failures for which later effects of the same target wait; then they pass it."""
_FIRST: Final = timedelta(seconds=5)
_LONGEST: Final = timedelta(hours=6)


class Outcome(StrEnum):
    """How one attempt went."""

    SENT = "sent"
    FAILED = "failed"
    REFUSED = "refused"


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is to happen outside: at least once, each time with its key.

    `target` is `mail:<address>` or `webhook:<id>`; effects of one target leave in the
    order in which they were committed.
    """

    outbox_id: int
    key: str
    kind: str
    target: str
    payload: dict[str, Any]
    attempts: int
    created_at: str

    @property
    def lane(self) -> str:
        """Which gateway takes it: `mail` or `webhook`."""
        return lane_of(self.target)

    @property
    def receiver(self) -> str:
        """The address, or the webhook's id."""
        return self.target.partition(":")[2]


def lane_of(target: str) -> str:
    """Which gateway takes what goes to the target."""
    return target.partition(":")[0]


def back_off(attempt: int, fraction: float) -> timedelta:
    """How long to wait after the failed attempt of that number, from 1.

    Full jitter: anything from nothing to a bound that doubles up to six hours, so
    that many effects which failed together do not come back together.

    Args:
        attempt: how many attempts have failed.
        fraction: a random number from 0 to below 1.
    """
    bound: timedelta = min(_LONGEST, _FIRST * 2 ** (attempt - 1))
    return bound * fraction


def sign(secret: str, *, timestamp: int, body: bytes) -> str:
    """The HMAC-SHA256 of the timestamp, a full stop and the body, in hex."""
    signed = f"{timestamp}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()

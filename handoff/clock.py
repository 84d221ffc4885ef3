"""Time, injected: the only module of the desk that reads the machine's clocks."""

import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol


class Clock(Protocol):
    """What time it is, for whoever must know it."""

    def now(self) -> datetime:
        """The present, aware, in UTC, cut to whole milliseconds."""

    def monotonic(self) -> float:
        """Seconds that never jump, for durations and deadlines."""


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """The present, aware, in UTC, cut to whole milliseconds."""
        moment = datetime.now(UTC)
        # Stored times keep milliseconds; a value must survive its round trip.
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def monotonic(self) -> float:
        """Seconds that never jump, for durations and deadlines."""
        return time.monotonic()


@lru_cache(maxsize=1024)
def iso(moment: datetime) -> str:
    """The moment as `2026-11-22T06:00:00.123Z`: fixed width, so it sorts as text."""
    # Kept for a while: all of a commit happened at one moment, and many are told.
    text = moment.isoformat(timespec="milliseconds")
    return f"{text[:-6]}Z"


def from_iso(text: str) -> datetime:
    """The aware UTC moment that `iso` wrote."""
    return datetime.fromisoformat(text)

"""How much one caller may ask for: token buckets, kept in memory."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from handoff.clock import Clock
from handoff.config import Settings
from handoff.errors import RateLimited

CALLERS: Final = 50_000
"""Buckets held at once; the caller unheard of for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many per second over time."""

    burst: float
    per_second: float


class Limiter:
    """Counts what each caller asks for and refuses what is above the rate."""

    def __init__(self, clock: Clock, rate: Rate | None) -> None:
        self._clock = clock
        self._rate = rate
        # When the bucket of a caller will be full again; absent means full now.
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str) -> None:
        """One more is counted for the caller.

        Raises:
            RateLimited: it is above the rate; `details.retry_after` in seconds.
        """
        if self._rate is None:
            return
        now = self._clock.monotonic()
        cost = 1 / self._rate.per_second
        full_at = max(self._full_at.pop(caller, now), now)
        wait = full_at + cost - now - self._rate.burst * cost
        # A thousandth of a second is rounding, not haste.
        if wait > 0.001:
            self._full_at[caller] = full_at
            raise RateLimited(
                "too many at once", details={"retry_after": round(wait, 1) or 0.1}
            )
        self._full_at[caller] = full_at + cost
        if len(self._full_at) > CALLERS:
            self._full_at.popitem(last=False)


class Limits:
    """Every limit of the public door."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        def limiter(burst: float, per_second: float) -> Limiter:
            rate = None if settings.limit_off else Rate(burst, per_second)
            return Limiter(clock, rate)

        self.messages = limiter(settings.limit_burst, settings.limit_per_second)
        """What a customer sends, by customer."""
        # A person typing makes a handful of these a second, several tabs more.
        self.gestures = limiter(40, 10)
        """A customer's typing and seen marks, by customer."""
        # A network is often a whole office or a mobile provider's gateway.
        self.sessions = limiter(60, 2)
        """New visitors, by network address."""
        self.polls = limiter(60, 10)
        """Requests over plain HTTP, by customer or person."""
        # One console with many chats; above it something runs wild (S69).
        self.console = limiter(100, 50)
        """Everything a console asks, by person."""

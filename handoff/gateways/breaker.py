"""A circuit breaker: what keeps failing is left alone for a while, then probed."""

from handoff.clock import Clock


class Breaker:
    """Closed while calls succeed; open for `rest` seconds after failures in a row."""

    def __init__(self, clock: Clock, *, failures: int, rest: float) -> None:
        self._clock = clock
        self._limit = failures
        self._rest = rest
        self._failures = 0
        self._opened_at: float | None = None

    @property
    def allows(self) -> bool:
        """Whether a call may be made now; after the rest one call is let through."""
        if self._opened_at is None:
            return True
        return self._clock.monotonic() - self._opened_at >= self._rest

    def succeeded(self) -> None:
        """The breaker is closed."""
        self._failures = 0
        self._opened_at = None

    def failed(self) -> None:
        """One more failure in a row; at the limit the breaker opens anew."""
        self._failures += 1
        if self._failures >= self._limit:
            self._opened_at = self._clock.monotonic()

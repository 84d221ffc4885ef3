"""A clock that moves only when a test says so."""

from datetime import UTC, datetime, timedelta


class ManualClock:
    """Stands still until `advance`; both kinds of time move together."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 22, 6, 0, 0, 123_000, tzinfo=UTC)
        self._seconds = 1_000.0

    def now(self) -> datetime:
        """The present moment."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """The clock shows that many seconds later."""
        self._now += timedelta(seconds=seconds)
        self._seconds += seconds

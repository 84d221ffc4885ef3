"""Working time: when a calendar is open, and how long that is.

A moment is open exactly when its wall-clock time in the calendar's zone lies in one of
the intervals of its day. An hour that the clocks repeat therefore counts twice, and one
that they skip not at all.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

DAY: Final = timedelta(days=1)
_MARGIN: Final = timedelta(hours=15)
"""No zone is further from UTC."""
_FARTHEST: Final = 366 * 10
"""Days that are searched for working time: a calendar that has none is no calendar."""


class Interval(NamedTuple):
    """Minutes of a day, from midnight; beyond 1440 it runs into the next day."""

    start: int
    end: int


class Span(NamedTuple):
    """Two UTC moments; the second is the first that no longer belongs."""

    start: datetime
    end: datetime


class NeverOpen(ValueError):
    """The calendar has no working time within ten years."""


@dataclass(frozen=True, eq=False)
class Calendar:
    """Opening hours in one time zone; all moments in and out are aware and in UTC.

    Args:
        zone: whose wall clock the intervals are read on.
        week: the intervals of Monday to Sunday; one belongs to the day it begins on.
        closed: dates without working time.
        special: the intervals of single dates, whatever week and closed say.
    """

    zone: ZoneInfo
    week: Sequence[tuple[Interval, ...]]
    closed: Container[date] = frozenset()
    special: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    _known: dict[date, tuple[Span, ...]] = field(default_factory=dict, repr=False)

    def is_open(self, at: datetime) -> bool:
        """Whether the moment is working time."""
        return any(span.start <= at < span.end for span in self._around(at))

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The moment at which so much working time has passed since `start`.

        That is the end of the last piece of it, not the next opening after.

        Raises:
            NeverOpen: the calendar does not hold so much within ten years.
        """
        left = working
        if left <= timedelta(0):
            return start
        for span in self._from(start):
            held = span.end - max(span.start, start)
            if held >= left:
                return max(span.start, start) + left
            left -= held
        raise NeverOpen(f"no {working} of working time after {start}")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none when end is first."""
        total = timedelta(0)
        if end <= start:
            return total
        for span in self._from(start):
            if span.start >= end:
                break
            total += min(span.end, end) - max(span.start, start)
        return total

    def next_open(self, at: datetime) -> datetime:
        """The moment itself when it is working time, else when that next begins.

        Raises:
            NeverOpen: there is none within ten years.
        """
        for span in self._from(at):
            return max(span.start, at)
        raise NeverOpen(f"never open after {at}")

    def is_working_day(self, day: date) -> bool:
        """Whether any working time begins on the date."""
        return bool(self._intervals(day))

    def end_of_day(self, start: datetime, days: int, *, working: bool) -> datetime:
        """The end of the n-th date after the one of `start`, on the zone's clock.

        Args:
            start: the moment that is counted from; its own date is not counted.
            days: how many dates, at least 1.
            working: whether only dates with working time count.

        Raises:
            NeverOpen: there are not so many working days within ten years.
        """
        day = self._date(start)
        left = days
        for _ in range(_FARTHEST):
            day += DAY
            left -= not working or self.is_working_day(day)
            if left == 0:
                return self._midnight(day + DAY)
        raise NeverOpen(f"no {days} working days after {start}")

    def _date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _around(self, at: datetime) -> Iterator[Span]:
        day = self._date(at)
        yield from self._spans(day - DAY)
        yield from self._spans(day)

    def _from(self, at: datetime) -> Iterator[Span]:
        """Spans that end after the moment, in order, none overlapping another."""
        day = self._date(at) - DAY
        last = datetime.min.replace(tzinfo=UTC)
        for _ in range(_FARTHEST):
            for span in self._spans(day):
                if span.end > max(at, last):
                    yield Span(max(span.start, last), span.end)
                    last = span.end
            day += DAY

    def _intervals(self, day: date) -> tuple[Interval, ...]:
        if day in self.special:
            return self.special[day]
        return () if day in self.closed else self.week[day.weekday()]

    def _spans(self, day: date) -> tuple[Span, ...]:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = tuple(self._find_spans(day))
        return known

    def _find_spans(self, day: date) -> Iterator[Span]:
        midnight = datetime.combine(day, time(), UTC)
        pieces = _steady(self.zone, midnight - _MARGIN, midnight + 2 * DAY + _MARGIN)
        for interval in self._intervals(day):
            for piece, offset in pieces:
                start = midnight + timedelta(minutes=interval.start) - offset
                end = midnight + timedelta(minutes=interval.end) - offset
                span = Span(max(start, piece.start), min(end, piece.end))
                if span.start < span.end:
                    yield span

    def _midnight(self, day: date) -> datetime:
        """The first moment of the date on the zone's clock."""
        midnight = datetime.combine(day, time(), UTC)
        for piece, offset in _steady(self.zone, midnight - DAY, midnight + DAY):
            start = max(midnight - offset, piece.start)
            if start < piece.end:
                return start
        return midnight


def _steady(
    zone: ZoneInfo, start: datetime, end: datetime
) -> list[tuple[Span, timedelta]]:
    """The stretch cut where the zone's offset changes, at most once in a few days."""
    first, last = _offset(zone, start), _offset(zone, end)
    if first == last:
        return [(Span(start, end), first)]
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _offset(zone, middle) == first:
            low = middle
        else:
            high = middle
    return [(Span(start, high), first), (Span(high, end), last)]


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)

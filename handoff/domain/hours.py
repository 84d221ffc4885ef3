"""Calendars as data/policies/calendars.yml writes them, and what is wrong with them."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from handoff.domain.calendar import Calendar, Interval

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Fault = tuple[list[str | int], str]
"""The keys that lead to what is wrong, and why."""

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_INTERVAL: Final = re.compile(r"(\d\d):([0-5]\d)-(\d\d):([0-5]\d)", re.ASCII)
_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY


class PublicHolidays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country, and if needed its part, by the codes of the `holidays` library."""

    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
    subdivision: Name | None = None


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One calendar of the file.

    `week` names days (`mon`, `mon-fri`) and their intervals (`"09:00-12:30"`); one that
    ends before it begins runs past midnight. `holiday_file` is an iCal file beside the
    policies. `open` gives single dates hours of their own, be they holidays or not.
    """

    name: Name
    time_zone: Name
    week: dict[str, list[str]]
    holidays: PublicHolidays | None = None
    holiday_file: Name | None = None
    closed: list[date] = []
    open: dict[date, list[str]] = {}


class CalendarPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All calendars, and whose hours they are; data/policies/calendars.yml."""

    version: int
    calendars: dict[Name, Hours]
    default: Name
    teams: dict[Name, Name] = {}

    def of_team(self, team_id: str | None) -> str:
        """The name of the calendar that the team works by."""
        return self.teams.get(team_id or "", self.default)


def build(
    hours: Hours, file_dates: Iterable[date], public: Container[date]
) -> Calendar:
    """The calendar.

    Args:
        hours: as written down.
        file_dates: what its iCal file names.
        public: the country's holidays, which may be worked out when they are asked for.
    """
    week = _week(hours)
    return Calendar(
        zone=ZoneInfo(hours.time_zone),
        week=[tuple(read_interval(text) for text in week[day]) for day in DAYS],
        closed=_Closed(frozenset([*hours.closed, *file_dates]), public),
        special={
            day: tuple(read_interval(text) for text in intervals)
            for day, intervals in hours.open.items()
        },
    )


def read_interval(text: str) -> Interval:
    """The interval that the text names.

    Raises:
        ValueError: it names none; the message says why.
    """
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise ValueError(f'{text!r} is not an interval such as "09:00-17:30"')
    hour, minute, last_hour, last_minute = map(int, found.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if start >= _DAY or end > _DAY:
        raise ValueError(f"{text!r} names a time that no day has")
    if start == end:
        raise ValueError(f'{text!r} is empty; a whole day is "00:00-24:00"')
    return Interval(start, end if end > start else end + _DAY)


def calendar_faults(policy: CalendarPolicy, teams: Container[str]) -> Iterator[Fault]:
    """What is wrong in the file, beyond its form."""
    for name, hours in policy.calendars.items():
        for keys, reason in _hours_faults(hours):
            yield ["calendars", name, *keys], reason
    if policy.default not in policy.calendars:
        yield ["default"], f"there is no calendar {policy.default!r}"
    for team, name in policy.teams.items():
        if team not in teams:
            yield ["teams", team], f"there is no team {team!r}"
        if name not in policy.calendars:
            yield ["teams", team], f"there is no calendar {name!r}"


def _hours_faults(hours: Hours) -> Iterator[Fault]:
    try:
        ZoneInfo(hours.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield ["time_zone"], f"there is no time zone {hours.time_zone!r}"
    wrong = [
        *_unknown_days(hours.week),
        *_interval_faults(["week"], hours.week),
        *_interval_faults(["open"], {str(k): v for k, v in hours.open.items()}),
    ]
    yield from wrong
    if wrong:
        return
    week = _week(hours)
    if not any(week.values()):
        yield ["week"], "the calendar is never open"
    at = [
        (number * _DAY + interval.start, number * _DAY + interval.end)
        for number, day in enumerate(DAYS)
        for interval in sorted(map(read_interval, week[day]))
    ]
    for (_, end), (start, _) in zip(at, [*at[1:], *_shifted(at[:1])], strict=True):
        if start < end:
            yield ["week"], "two intervals overlap"
            return


def _shifted(first: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first interval as it comes again a week later."""
    return [(start + _WEEK, end + _WEEK) for start, end in first]


def _unknown_days(week: Mapping[str, list[str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for key in week:
        days = _days(key)
        if not days:
            yield ["week", key], f"{key!r} names no day of mon, tue, ... sun"
        for day in seen.intersection(days):
            yield ["week", key], f"{day!r} is named twice"
        seen.update(days)


def _interval_faults(
    keys: list[str | int], days: Mapping[str, list[str]]
) -> Iterator[Fault]:
    for day, intervals in days.items():
        for text in intervals:
            try:
                read_interval(text)
            except ValueError as error:
                yield [*keys, day], str(error)


def _week(hours: Hours) -> dict[str, list[str]]:
    week: dict[str, list[str]] = {day: [] for day in DAYS}
    for key, intervals in hours.week.items():
        week.update(dict.fromkeys(_days(key), intervals))
    return week


def _days(key: str) -> tuple[str, ...]:
    first, _, last = key.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        return ()
    return DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]


class _Closed:
    """Dates of two sources; the second may work them out when asked."""

    def __init__(self, named: frozenset[date], public: Container[date]) -> None:
        self._named = named
        self._public = public

    def __contains__(self, day: object) -> bool:
        return day in self._named or day in self._public

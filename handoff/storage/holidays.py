"""Holidays: of countries, by the `holidays` library, and of iCal files."""

from collections.abc import Container, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from handoff.domain.hours import PublicHolidays

_YEARS: Final = 30
"""How far a yearly event of an iCal file is carried on."""


class UnknownHolidays(ValueError):
    """There are no such holidays; the message says what was wrong."""


def public_holidays(place: PublicHolidays) -> Container[date]:
    """The country's holidays; each year is worked out when it is first asked for.

    Raises:
        UnknownHolidays: the library knows no such country or part of one.
    """
    # Only now: it takes longer to load than the rest of the desk.
    import holidays

    try:
        return holidays.country_holidays(place.country, subdiv=place.subdivision)
    except NotImplementedError as error:
        where = " ".join(filter(None, (place.country, place.subdivision)))
        raise UnknownHolidays(f"no holidays are known of {where}") from error


def read_ical(path: Path) -> list[date]:
    """The dates of all whole-day events of the file, in order.

    Raises:
        UnknownHolidays: it cannot be read, or holds an event that is no whole day.
    """
    import icalendar

    try:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
    except OSError as error:
        raise UnknownHolidays(f"{path.name}: {error.strerror}") from error
    except ValueError as error:
        raise UnknownHolidays(f"{path.name} is no iCal file: {error}") from error
    return sorted({day for event in calendar.walk("VEVENT") for day in _days(event)})


def _days(event: Any) -> Iterator[date]:
    name = str(event.get("SUMMARY", "an event"))
    start = event.get("DTSTART")
    if start is None or isinstance(start.dt, datetime):
        raise UnknownHolidays(f"{name!r} is not an event of whole days")
    end = event.get("DTEND")
    length = (end.dt - start.dt).days if end is not None else 1
    for first in _repeated(name, start.dt, event.get("RRULE")):
        for number in range(max(length, 1)):
            yield first + timedelta(days=number)


def _repeated(name: str, first: date, rule: Any) -> Iterator[date]:
    yield first
    if rule is None:
        return
    named = {key.upper() for key in rule}
    if rule.get("FREQ") != ["YEARLY"] or named - {"FREQ", "BYMONTH", "BYMONTHDAY"}:
        raise UnknownHolidays(f"{name!r} repeats otherwise than every year")
    for year in range(first.year + 1, first.year + _YEARS):
        # The 29th of February comes in leap years only.
        if (first.month, first.day) != (2, 29) or year % 4 == 0:
            yield first.replace(year=year)

"""The rules of time as files: understood, or refused with file, line and reason."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handoff.config import ROOT
from handoff.domain.service_levels import Level
from handoff.errors import PolicyFileError
from handoff.storage.policies import read_policies

SHIPPED = ROOT / "data" / "policies"
CLOSED_DAYS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
SUMMARY:Stocktaking
DTSTART;VALUE=DATE:20260615
DTEND;VALUE=DATE:20260617
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Founders' day
DTSTART;VALUE=DATE:20240902
RRULE:FREQ=YEARLY
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped policies, to be changed."""
    shutil.copytree(SHIPPED, tmp_path / "policies")
    return tmp_path / "policies"


def change(folder: Path, name: str, old: str, new: str) -> None:
    """The file says something else once."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_holidays_of_country_and_file_and_single_days_are_closed(folder: Path) -> None:
    extra = "    holiday_file: closed.ics\n    closed: [2026-07-01]\n"
    extra += '    open: {2026-12-25: ["10:00-12:00"]}\n'
    holidays = "    holidays: {country: GB, subdivision: ENG}\n"
    change(folder, "calendars.yml", holidays, holidays + extra)
    (folder / "closed.ics").write_text(CLOSED_DAYS.replace("\n", "\r\n"))

    office = read_policies(folder.parent).time.calendars["office"]

    days = {
        date(2026, 6, 15): False,  # the file, two days
        date(2026, 6, 16): False,
        date(2026, 6, 17): True,
        date(2026, 9, 2): False,  # the file, every year
        date(2026, 7, 1): False,  # a single day
        date(2026, 12, 28): False,  # England, in place of a Saturday
        date(2026, 12, 25): True,  # hours of its own
    }
    assert {day: office.is_working_day(day) for day in days} == days


def test_team_works_by_its_own_calendar(folder: Path) -> None:
    change(folder, "calendars.yml", "teams: {}", "teams: {billing: office}")

    time = read_policies(folder.parent).time

    evening = datetime(2026, 11, 27, 17, 55, tzinfo=UTC)
    due = time.due(Level.FIRST_RESPONSE, evening, "P2", "billing")
    assert due == datetime(2026, 11, 28, 10, 10, tzinfo=UTC)
    assert time.due(Level.FIRST_RESPONSE, evening, "P2", "care") < due


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("calendars.yml", "Europe/London", "Europe/Londn", "no time zone"),
        ("calendars.yml", "country: GB", "country: QQ", "no holidays are known of QQ"),
        ("calendars.yml", "subdivision: ENG", "subdivision: EMG", "of GB EMG"),
        ("calendars.yml", '"09:00-12:30"', '"09:00-25:30"', "a time that no day has"),
        ("calendars.yml", '"09:00-12:30"', '"09:00-14:30"', "two intervals overlap"),
        ("calendars.yml", '"10:00-14:00"', '"10 to 2"', "is not an interval"),
        ("calendars.yml", "sat: [", "someday: [", "names no day"),
        ("calendars.yml", "sat: [", "fri: [", "is named twice"),
        ("calendars.yml", 'mon-sun: ["00:00-24:00"]', "mon: []", "never open"),
        ("calendars.yml", "default: always", "default: never", "no calendar 'never'"),
        ("calendars.yml", "teams: {}", "teams: {kitchen: uk}", "no team 'kitchen'"),
        ("sla.yml", "calendar: always", "calendar: moon", "no calendar 'moon'"),
        ("sla.yml", "protocol: self_harm", "protocol: flood", "no protocol 'flood'"),
        ("sla.yml", "percent: 75", "percent: 150", "steps must rise"),
        ("sla.yml", "do: [warn]", "do: [shout]", "Invalid enum value 'shout'"),
        ("sla.yml", "who: [supervisors]", "who: [press]", "no team 'press'"),
        ("clocks.yml", "calendar: always", "calendar: moon", "no calendar 'moon'"),
        ("clocks.yml", "days: 30, ", "", "give one of hours, days"),
        ("clocks.yml", "{pack: generic}", "{pack: mars}", "no pack 'mars'"),
    ],
)
def test_what_cannot_be_is_refused_with_file_line_and_reason(
    folder: Path, name: str, old: str, new: str, reason: str
) -> None:
    change(folder, name, old, new)

    with pytest.raises(PolicyFileError) as refused:
        read_policies(folder.parent)

    assert refused.value.path.name == name
    assert refused.value.line
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        ("what is this", "no iCal file"),
        (
            CLOSED_DAYS.replace(
                "VALUE=DATE:20260615", "VALUE=DATE-TIME:20260615T090000"
            ),
            "is not an event of whole days",
        ),
        (CLOSED_DAYS.replace("YEARLY", "MONTHLY"), "repeats otherwise"),
    ],
)
def test_holiday_file_that_cannot_be_used_is_named(
    folder: Path, content: str | None, reason: str
) -> None:
    holidays = "    holidays: {country: GB, subdivision: ENG}\n"
    extra = "    holiday_file: closed.ics\n"
    change(folder, "calendars.yml", holidays, holidays + extra)
    if content is not None:
        (folder / "closed.ics").write_text(content.replace("\n", "\r\n"))

    with pytest.raises(PolicyFileError, match=reason) as refused:
        read_policies(folder.parent)

    assert refused.value.path.name == "calendars.yml"
    assert refused.value.line

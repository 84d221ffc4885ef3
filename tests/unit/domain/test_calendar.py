"""Working time: exact in every zone, on every odd day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain.calendar import Calendar, Interval, NeverOpen
from handoff.domain.hours import read_interval

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # its clocks move by half an hour
    "Asia/Beirut",  # at midnight, so that a day begins at one
    "Pacific/Apia",  # left out a whole day in 2011
    "Asia/Kathmandu",
)
# Around these days clocks change somewhere in ZONES, forwards and back.
ODD_DAYS = (
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2011, 12, 30),
)
STEP = timedelta(minutes=5)


def calendar(
    *intervals: str,
    zone: str = "Europe/London",
    weekend: Sequence[str] = (),
    closed: Sequence[date] = (),
    special: dict[date, list[str]] | None = None,
) -> Calendar:
    """A calendar with the same hours from Monday to Friday."""
    every = tuple(read_interval(text) for text in intervals)
    rest = tuple(read_interval(text) for text in weekend)
    return Calendar(
        zone=ZoneInfo(zone),
        week=[every] * 5 + [rest] * 2,
        closed=frozenset(closed),
        special={
            day: tuple(read_interval(text) for text in texts)
            for day, texts in (special or {}).items()
        },
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_work_stops_at_night_and_over_the_weekend() -> None:
    office = calendar("09:00-17:00", zone="UTC")

    friday = utc("2026-11-20T16:00")

    assert office.add(friday, hours(2)) == utc("2026-11-23T10:00")
    assert office.between(friday, utc("2026-11-23T10:00")) == hours(2)


def test_work_that_ends_with_the_day_is_due_then_and_not_the_next_morning() -> None:
    office = calendar("09:00-17:00", zone="UTC")

    assert office.add(utc("2026-11-20T16:00"), hours(1)) == utc("2026-11-20T17:00")


def test_lunch_is_no_working_time() -> None:
    split = calendar("09:00-12:30", "13:30-17:00", zone="UTC")

    assert split.add(utc("2026-11-20T12:00"), hours(1)) == utc("2026-11-20T14:00")
    assert not split.is_open(utc("2026-11-20T12:30"))
    assert split.next_open(utc("2026-11-20T12:30")) == utc("2026-11-20T13:30")


def test_night_shift_belongs_to_the_day_it_begins_on() -> None:
    holiday = date(2026, 11, 24)
    night = calendar("22:00-06:00", zone="UTC", closed=[holiday])

    assert night.is_open(utc("2026-11-24T05:59"))
    assert not night.is_open(utc("2026-11-24T22:00"))
    assert not night.is_open(utc("2026-11-25T05:59"))


def test_single_dates_may_have_hours_of_their_own() -> None:
    sunday = date(2026, 12, 20)
    office = calendar("09:00-17:00", zone="UTC", special={sunday: ["10:00-14:00"]})

    assert office.between(utc("2026-12-19T00:00"), utc("2026-12-21T00:00")) == hours(4)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # The clocks skip 01:00 to 02:00 on 29 March: one hour less on the wall.
        ("2026-03-28T23:00", "2026-03-29T02:00"),
        # They repeat 01:00 to 02:00 on 25 October.
        ("2026-10-24T22:00", "2026-10-25T01:00"),
    ],
)
def test_three_hours_are_three_hours_when_the_clocks_change(
    start: str, due: str
) -> None:
    always = calendar("00:00-24:00", weekend=["00:00-24:00"])

    assert always.add(utc(start), hours(3)) == utc(due)


def test_shift_over_the_change_is_longer_in_autumn_and_shorter_in_spring() -> None:
    night = calendar(weekend=["22:00-06:00"])

    spring = night.between(utc("2026-03-28T12:00"), utc("2026-03-29T12:00"))
    autumn = night.between(utc("2026-10-24T12:00"), utc("2026-10-25T12:00"))

    assert (spring, autumn) == (hours(7), hours(9))


def test_working_days_leave_out_weekends_and_holidays_and_end_at_midnight() -> None:
    boxing_day = date(2026, 12, 28)
    office = calendar("09:00-17:00", closed=[date(2026, 12, 25), boxing_day])

    due = office.end_of_day(utc("2026-12-24T23:30"), 3, working=True)
    plain = office.end_of_day(utc("2026-12-24T23:30"), 3, working=False)

    assert due == utc("2027-01-01T00:00")
    assert plain == utc("2026-12-28T00:00")


def test_last_day_ends_on_the_wall_clock_of_the_zone() -> None:
    office = calendar("09:00-17:00")

    # Thirty days from winter time into summer time.
    due = office.end_of_day(utc("2026-03-10T12:00"), 30, working=False)

    assert due == utc("2026-04-09T23:00")


def test_calendar_that_never_opens_says_so() -> None:
    never = calendar(zone="UTC")

    with pytest.raises(NeverOpen):
        never.next_open(utc("2026-11-20T12:00"))
    with pytest.raises(NeverOpen):
        never.add(utc("2026-11-20T12:00"), hours(1))


intervals = st.lists(
    st.tuples(st.integers(0, 287), st.integers(1, 287)), max_size=3
).map(
    lambda pairs: [
        # Multiples of five minutes; it may run past midnight.
        Interval(start * 5, start * 5 + length * 5)
        for start, length in pairs
    ]
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar with holidays and extra days around one of ODD_DAYS."""
    near = st.sampled_from(ODD_DAYS).flatmap(
        lambda day: st.integers(-2, 2).map(lambda n: day + timedelta(days=n))
    )
    day = Interval(0, 1440)
    week = [
        _apart(found) for found in draw(st.lists(intervals, min_size=7, max_size=7))
    ]
    return Calendar(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        week=[*week[:3], *([week[3] or (day,)]), *week[4:]],
        closed=frozenset(draw(st.sets(near, max_size=3))),
        special={extra: _apart(draw(intervals)) for extra in draw(st.sets(near))},
    )


moments = st.tuples(st.sampled_from(ODD_DAYS), st.integers(-600, 600)).map(
    lambda found: datetime.combine(found[0], datetime.min.time(), UTC) + STEP * found[1]
)


def _apart(found: Sequence[Interval]) -> tuple[Interval, ...]:
    """Those that do not overlap an earlier one."""
    kept: list[Interval] = []
    for interval in sorted(found):
        if not kept or interval.start >= kept[-1].end:
            kept.append(interval)
    return tuple(kept)


def wall_says_open(made: Calendar, at: datetime) -> bool:
    """The definition itself: the wall clock's time lies in an interval of its day."""
    wall = at.astimezone(made.zone)
    minute = wall.hour * 60 + wall.minute
    for day, shift in ((wall.date(), 0), (wall.date() - timedelta(days=1), 1440)):
        plain = () if day in made.closed else made.week[day.weekday()]
        for interval in made.special.get(day, plain):
            if interval.start <= minute + shift < interval.end:
                return True
    return False


@given(calendars(), moments)
@settings(max_examples=100, deadline=None)
def test_open_is_what_the_wall_clock_says(made: Calendar, at: datetime) -> None:
    assert made.is_open(at) == wall_says_open(made, at)


@given(calendars(), moments, st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_time_between_is_the_sum_of_all_open_steps(
    made: Calendar, start: datetime, steps: int
) -> None:
    open_steps = sum(wall_says_open(made, start + STEP * n) for n in range(steps))

    assert made.between(start, start + STEP * steps) == STEP * open_steps


@given(calendars(), moments, st.integers(1, 5_000_000))
@settings(max_examples=100, deadline=None)
def test_what_is_added_is_found_between(
    made: Calendar, start: datetime, milliseconds: int
) -> None:
    working = timedelta(milliseconds=milliseconds)

    due = made.add(start, working)

    assert made.between(start, due) == working
    assert made.between(start, due - timedelta(milliseconds=1)) < working


@given(calendars(), moments, st.integers(0, 10**8), st.integers(0, 10**8))
@settings(max_examples=60, deadline=None)
def test_adding_in_two_parts_is_adding_at_once(
    made: Calendar, start: datetime, first: int, second: int
) -> None:
    one, two = timedelta(milliseconds=first), timedelta(milliseconds=second)

    assert made.add(made.add(start, one), two) == made.add(start, one + two)


@given(calendars(), moments)
@settings(max_examples=60, deadline=None)
def test_next_opening_is_open_and_nothing_lies_before_it(
    made: Calendar, at: datetime
) -> None:
    opening = made.next_open(at)

    assert made.is_open(opening)
    assert made.between(at, opening) == timedelta(0)

"""The rules of time: read from data/policies, kept as long as clocks go by them."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import Connection, insert, select

from handoff.domain.clock_packs import ClockPolicy, pack_faults
from handoff.domain.hours import CalendarPolicy, Hours, calendar_faults
from handoff.domain.service_levels import SlaPolicy, level_faults
from handoff.domain.time_policy import (
    Since,
    Timeline,
    TimePolicy,
    TimeRules,
    work_out,
)
from handoff.storage.holidays import UnknownHolidays, public_holidays, read_ical
from handoff.storage.policy_files import PolicyFiles
from handoff.storage.tables import time_rules

CALENDARS: Final = "calendars.yml"
LEVELS: Final = "sla.yml"
CLOCKS: Final = "clocks.yml"
_TICK: Final = timedelta(milliseconds=1)


def read_time_policy(
    files: PolicyFiles, *, teams: Container[str], protocols: Container[str]
) -> TimePolicy:
    """The rules of time in force, fitting together.

    Args:
        files: the policies' files.
        teams: the ids of the teams that there are.
        protocols: the names of the protocols that there are.

    Raises:
        PolicyFileError: a file is malformed, names something unknown, or holds a
            calendar that cannot be.
    """
    calendars = files.read(CALENDARS, CalendarPolicy)
    for keys, reason in calendar_faults(calendars, teams):
        raise files.fault_at(CALENDARS, keys, reason)
    rules = TimeRules(
        calendars,
        files.read(LEVELS, SlaPolicy),
        files.read(CLOCKS, ClockPolicy),
        {
            name: _file_dates(files, name, hours)
            for name, hours in calendars.calendars.items()
            if hours.holiday_file is not None
        },
    )
    known = calendars.calendars
    for keys, reason in level_faults(
        rules.levels, calendars=known, teams=teams, protocols=protocols
    ):
        raise files.fault_at(LEVELS, keys, reason)
    for keys, reason in pack_faults(rules.clocks, calendars=known):
        raise files.fault_at(CLOCKS, keys, reason)
    for name, hours in known.items():
        _check_holidays(files, name, hours)
    return with_holidays(rules)


def with_holidays(rules: TimeRules) -> TimePolicy:
    """The rules with the holidays that their calendars name.

    Raises:
        UnknownHolidays: a calendar names a country that is not known.
    """
    return work_out(
        rules,
        {
            name: public_holidays(hours.holidays)
            for name, hours in rules.calendars.calendars.items()
            if hours.holidays is not None
        },
    )


def read_timeline(connection: Connection) -> Timeline:
    """Every version of the rules that this desk has worked by."""
    rows = connection.execute(
        select(time_rules.c.since, time_rules.c.rules).order_by(time_rules.c.since)
    )
    return Timeline(
        [
            Since(row.since, with_holidays(msgspec.convert(row.rules, TimeRules)))
            for row in rows
        ]
    )


def keep_rules(connection: Connection, policy: TimePolicy, *, now: datetime) -> None:
    """The policy is the newest version on record, in force from now on."""
    rules = msgspec.to_builtins(policy.rules)
    newest = connection.execute(
        select(time_rules.c.since, time_rules.c.rules)
        .order_by(time_rules.c.since.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.rules == rules:
        return
    # Even on a clock that was set back, what came later is later.
    after = now if newest is None else max(now, newest.since + _TICK)
    connection.execute(insert(time_rules).values(since=after, rules=rules))


def _file_dates(files: PolicyFiles, name: str, hours: Hours) -> list[date]:
    try:
        return read_ical(files.folder / (hours.holiday_file or ""))
    except UnknownHolidays as error:
        keys: list[str | int] = ["calendars", name, "holiday_file"]
        raise files.fault_at(CALENDARS, keys, str(error)) from error


def _check_holidays(files: PolicyFiles, name: str, hours: Hours) -> None:
    try:
        if hours.holidays is not None:
            public_holidays(hours.holidays)
    except UnknownHolidays as error:
        keys: list[str | int] = ["calendars", name, "holidays"]
        raise files.fault_at(CALENDARS, keys, str(error)) from error

"""Everything a company decides about time, and which decision held when."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from handoff.domain.calendar import Calendar
from handoff.domain.clock_packs import ClockPolicy
from handoff.domain.hours import CalendarPolicy, build
from handoff.domain.service_levels import Level, SlaPolicy, Target


class TimeRules(msgspec.Struct, frozen=True):
    """The rules as they are written down: this is what is kept of each version.

    `dates` holds what the calendars' iCal files said, by calendar.
    """

    calendars: CalendarPolicy
    levels: SlaPolicy
    clocks: ClockPolicy
    dates: dict[str, list[date]] = {}


@dataclass(frozen=True, eq=False)
class TimePolicy:
    """Rules with their calendars worked out."""

    rules: TimeRules
    calendars: Mapping[str, Calendar]

    def target(
        self,
        level: Level,
        priority: str,
        team_id: str | None,
        protocols: Sequence[str] = (),
    ) -> Target:
        """What is promised to such a conversation."""
        hours = self.rules.calendars.of_team(team_id)
        return self.rules.levels.target(
            level, priority, team_id, protocols, calendar=hours
        )

    def due(
        self,
        level: Level,
        start: datetime,
        priority: str,
        team_id: str | None,
        protocols: Sequence[str] = (),
    ) -> datetime:
        """When the level must be met by if nothing pauses it."""
        target = self.target(level, priority, team_id, protocols)
        return self.calendars[target.calendar].add(start, target.working)

    def team_calendar(self, team_id: str | None) -> Calendar:
        """The hours that the team works."""
        return self.calendars[self.rules.calendars.of_team(team_id)]


class Since(NamedTuple):
    """A policy and the moment from which it held."""

    since: datetime
    policy: TimePolicy


class Timeline:
    """Which policy held when; a clock goes by the one of the moment it started."""

    def __init__(self, versions: Sequence[Since]) -> None:
        self._versions = sorted(versions, key=lambda version: version.since)

    def at(self, moment: datetime) -> TimePolicy:
        """The policy in force then; before the first there was that one already."""
        held = self._versions[0]
        for version in self._versions:
            if version.since > moment:
                break
            held = version
        return held.policy


def work_out(rules: TimeRules, holidays: Mapping[str, Container[date]]) -> TimePolicy:
    """The policy; `holidays` are the public ones, by calendar."""
    made = {
        name: build(hours, rules.dates.get(name, ()), holidays.get(name, ()))
        for name, hours in rules.calendars.calendars.items()
    }
    return TimePolicy(rules, made)

"""Policies of time for tests: the shipped one, and changes of it."""

import msgspec

from handoff.config import ROOT
from handoff.domain.time_policy import TimePolicy, TimeRules
from handoff.storage.policies import read_policies
from handoff.storage.time_rules import with_holidays

SHIPPED = read_policies(ROOT / "data").time


def changed(**minutes: int) -> TimePolicy:
    """The shipped policy with other minutes for P2."""
    levels = SHIPPED.rules.levels
    targets = msgspec.structs.replace(levels.priorities["P2"], **minutes)
    return _with_levels(priorities={**levels.priorities, "P2": targets})


def with_hours(calendar: str) -> TimePolicy:
    """The shipped policy with these hours for every team."""
    rules = msgspec.structs.replace(
        SHIPPED.rules,
        calendars=msgspec.structs.replace(SHIPPED.rules.calendars, default=calendar),
    )
    return with_holidays(rules)


def _with_levels(**given: object) -> TimePolicy:
    levels = msgspec.structs.replace(SHIPPED.rules.levels, **given)
    rules: TimeRules = msgspec.structs.replace(SHIPPED.rules, levels=levels)
    return with_holidays(rules)

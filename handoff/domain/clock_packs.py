"""Regulatory clocks as data/policies/clocks.yml writes them."""

from collections.abc import Container, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from handoff.domain.calendar import Calendar
from handoff.domain.hours import Fault, Name

Code = Annotated[str, msgspec.Meta(pattern="^[a-z0-9_]{1,20}$")]
Count = Annotated[int, msgspec.Meta(gt=0, le=1000)]


class MetBy(StrEnum):
    """What a regulator's deadline waits for: a person's first word, or the end."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One deadline; exactly one of hours, days, weeks and working_days is given.

    Days end at midnight on the clock of the pack's calendar, and the day on which the
    complaint came is not counted. `remind_days` before that a holding response is due.
    """

    id: Code
    name: Name
    met_by: MetBy
    hours: Count | None = None
    days: Count | None = None
    weeks: Count | None = None
    working_days: Count | None = None
    remind_days: Annotated[int, msgspec.Meta(gt=0, le=60)] | None = None

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """When it must be met, counted from the first expression of dissatisfaction."""
        if self.hours is not None:
            return start + timedelta(hours=self.hours)
        if self.working_days is not None:
            return calendar.end_of_day(start, self.working_days, working=True)
        days = self.days or (self.weeks or 0) * 7
        return calendar.end_of_day(start, days, working=False)

    def remind_at(self, start: datetime, calendar: Calendar) -> datetime | None:
        """When agents are reminded of a holding response, never before the start."""
        if self.remind_days is None:
            return None
        early = self.due(start, calendar) - timedelta(days=self.remind_days)
        return max(start, early)


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The deadlines of one regulator; `source` says where they are laid down."""

    name: Name
    source: Name
    calendar: Name
    deadlines: Annotated[list[Deadline], msgspec.Meta(min_length=1)]


class Applies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pack for complaints of these locales and topics; an empty list means any."""

    pack: Name
    locales: list[Name] = []
    topics: list[Name] = []

    def fits(self, locale: str, topic: str | None) -> bool:
        """Whether it is meant for such a complaint; `en` fits `en-GB` too."""
        spoken = any(f"{locale}-".startswith(f"{known}-") for known in self.locales)
        return (spoken or not self.locales) and (
            not self.topics or topic in self.topics
        )


class ClockPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Regulatory clocks; data/policies/clocks.yml. Every rule that fits applies."""

    version: int
    packs: dict[Code, Pack]
    apply: list[Applies] = []

    def packs_for(self, locale: str, topic: str | None) -> list[str]:
        """The packs that apply to a complaint, each once, in the file's order."""
        fitting = [one.pack for one in self.apply if one.fits(locale, topic)]
        return list(dict.fromkeys(fitting))


def pack_faults(policy: ClockPolicy, *, calendars: Container[str]) -> Iterator[Fault]:
    """What is wrong in the file, beyond its form."""
    for name, pack in policy.packs.items():
        where: list[str | int] = ["packs", name]
        if pack.calendar not in calendars:
            yield [*where, "calendar"], f"there is no calendar {pack.calendar!r}"
        for number, one in enumerate(pack.deadlines):
            given = (one.hours, one.days, one.weeks, one.working_days)
            if sum(value is not None for value in given) != 1:
                reason = "give one of hours, days, weeks and working_days"
                yield [*where, "deadlines", number], reason
        names = [one.id for one in pack.deadlines]
        if len(set(names)) < len(names):
            yield [*where, "deadlines"], "two deadlines have one id"
    for number, rule in enumerate(policy.apply):
        if rule.pack not in policy.packs:
            yield ["apply", number], f"there is no pack {rule.pack!r}"

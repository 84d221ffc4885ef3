"""What a supervisor watches: queues and people, and how honest the waits were."""

from datetime import datetime

import msgspec

from handoff.domain.views import PersonRef, TeamView, Wait


class CalibrationView(msgspec.Struct, frozen=True):
    """Of `count` promised waits, how many were kept, and how many fell inside."""

    count: int
    held: int
    inside: int


class QueueView(msgspec.Struct, frozen=True):
    """One team's queue; `wait` is what somebody who joined it now would be told."""

    team: TeamView
    tiers: list[int]
    waiting: int
    longest_since: datetime | None
    online: int
    wait: Wait
    calibration: CalibrationView


class ColleagueView(msgspec.Struct, frozen=True):
    """One person at work: what they can, what they hold, what they are asked."""

    person: PersonRef
    presence: str
    teams: list[str]
    tier: int
    skills: dict[str, int]
    languages: list[str]
    load: int
    capacity: int
    held: int
    offered: int
    idle_since: datetime | None


class Wall(msgspec.Struct, frozen=True):
    """Everything at one moment; `since` is what calibration looks back to."""

    queues: list[QueueView]
    people: list[ColleagueView]
    calibration: CalibrationView
    since: datetime


class ColleagueRef(msgspec.Struct, frozen=True):
    """A colleague to whom something may be passed on."""

    id: str
    name: str
    presence: str
    tier: int
    teams: list[str]
    has_room: bool


class TeamRef(msgspec.Struct, frozen=True):
    """A team to which something may be passed on."""

    id: str
    name: str
    tiers: list[int]


class Directory(msgspec.Struct, frozen=True):
    """To whom a conversation may be passed on."""

    teams: list[TeamRef]
    people: list[ColleagueRef]

"""Passing news that nobody stores: told to whoever is connected, then forgotten."""

from dataclasses import dataclass

from handoff.domain.views import ClockView


@dataclass(frozen=True, slots=True)
class TurnChanged:
    """The bot began (`running`) or finished (`done`) with a customer's message."""

    conversation_id: str
    seq_in: int
    state: str


@dataclass(frozen=True, slots=True)
class BotReadiness:
    """The bot became ready to answer, or stopped being so."""

    ready: bool


@dataclass(frozen=True, slots=True)
class QueueMoved:
    """Places or waits in a team's queue may have changed."""

    team_id: str


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """A person came online, stepped away or left."""

    person_id: str
    presence: str


@dataclass(frozen=True, slots=True)
class WorkChanged:
    """A person's tier, skills, languages or capacity changed."""

    person_id: str


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """A person's sessions or rights changed: their sockets must ask again.

    `session_id` names the one session that ended; None means all of them.
    """

    person_id: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class StudioWork:
    """Work of the studio was asked for, or called off.

    `kind` is `training`, `replay`, `group` or `cancel`; `key` names the row.
    """

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class ClocksMoved:
    """A conversation's clocks may stand otherwise than before."""

    conversation_id: str
    team_id: str | None
    owner_id: str | None
    clocks: list[ClockView]


Notice = (
    TurnChanged
    | BotReadiness
    | QueueMoved
    | PresenceChanged
    | WorkChanged
    | RightsChanged
    | StudioWork
    | ClocksMoved
)

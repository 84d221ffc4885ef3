"""The conversation's log: what happened, in order, once and for all."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class AuthorKind(StrEnum):
    """Who said or did it."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Visibility(StrEnum):
    """Who may see it: everyone in the conversation, or agents only."""

    PUBLIC = "public"
    INTERNAL = "internal"


class EventType(StrEnum):
    """Everything that may happen in a conversation."""

    MESSAGE_CREATED = "message.created"
    HANDOFF_QUEUED = "handoff.queued"
    HANDOFF_ACCEPTED = "handoff.accepted"
    HANDOFF_RETURNED = "handoff.returned"
    HANDOFF_RESOLVED = "handoff.resolved"
    HANDOFF_ABANDONED = "handoff.abandoned"
    HANDOFF_MOVED = "handoff.moved"
    DOOR_OPENED = "door.opened"
    DOOR_CHANGED = "door.changed"
    HANDOFF_OFFERED = "handoff.offered"
    HANDOFF_OFFER_ENDED = "handoff.offer_ended"
    HANDOFF_TRANSFERRED = "handoff.transferred"
    HANDOFF_RANKED = "handoff.ranked"
    CLOCK_WARNED = "clock.warned"
    CLOCK_BREACHED = "clock.breached"
    RATING_CHANGED = "rating.changed"
    ALERT_RAISED = "alert.raised"
    PACKET_CORRECTED = "packet.corrected"
    FOLLOW_UP_ANSWERED = "follow_up.answered"


class Author(msgspec.Struct, frozen=True):
    """One author; `name` is what others read beside the message."""

    kind: AuthorKind
    id: str | None = None
    name: str | None = None


BOT = Author(AuthorKind.BOT)
SYSTEM = Author(AuthorKind.SYSTEM)


class Event(msgspec.Struct, frozen=True):
    """One entry of the log.

    `seq` counts 1..n without gaps within the conversation; `position` grows over
    all conversations in the order of commits.
    """

    position: int
    conversation_id: str
    seq: int
    type: EventType
    at: datetime
    author: Author
    visibility: Visibility
    data: dict[str, Any]


class Committed(msgspec.Struct, frozen=True):
    """A stored event, with what the fan-out must know about its conversation."""

    event: Event
    customer_id: str
    status: str
    owner_id: str | None
    team_id: str | None

    @property
    def conversation_id(self) -> str:
        """The conversation that it happened in."""
        return self.event.conversation_id

    @property
    def seq(self) -> int:
        """Its place in the conversation."""
        return self.event.seq

    @property
    def type(self) -> EventType:
        """What happened."""
        return self.event.type

    @property
    def visibility(self) -> Visibility:
        """Who may see it."""
        return self.event.visibility

    @property
    def position(self) -> int:
        """Its place among the events of all conversations."""
        return self.event.position


class EventPage(msgspec.Struct, frozen=True):
    """Events after a point; `cursor` is the last seq that the page covers."""

    conversation_id: str
    events: list[Event]
    cursor: int

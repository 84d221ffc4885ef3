"""A conversation's log written down by hand, for what is a function of the log."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handoff.domain.event import (
    SYSTEM,
    Author,
    AuthorKind,
    Event,
    EventType,
    Visibility,
)
from handoff.domain.ledger import Ledger, follow
from handoff.domain.time_policy import Timeline

ADA = Author(AuthorKind.CUSTOMER, "cus_1")
MAYA = Author(AuthorKind.AGENT, "per_1", "Maya")
BOT = Author(AuthorKind.BOT)
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""A Monday morning."""


class Logbook:
    """Events that follow one another; each is written at the time it then is."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start
        self.events: list[Event] = []

    def after(self, *, minutes: float = 0, milliseconds: int = 0) -> "Logbook":
        """It is so much later."""
        self.now += timedelta(minutes=minutes, milliseconds=milliseconds)
        return self

    def write(
        self,
        type: EventType,
        author: Author = SYSTEM,
        *,
        visibility: Visibility = Visibility.PUBLIC,
        **data: Any,
    ) -> "Logbook":
        """The event is the log's next."""
        seq = len(self.events) + 1
        self.events.append(
            Event(seq, "cnv_1", seq, type, self.now, author, visibility, data)
        )
        return self

    def says(self, author: Author, text: str = "All right.") -> "Logbook":
        """Somebody says something."""
        return self.write(EventType.MESSAGE_CREATED, author, text=text)

    def queued(
        self, priority: str = "P2", team: str = "care", **data: Any
    ) -> "Logbook":
        """A person is asked for."""
        return self.write(
            EventType.HANDOFF_QUEUED, priority=priority, team={"id": team}, **data
        )

    def accepted(self) -> "Logbook":
        """An agent takes it."""
        return self.write(EventType.HANDOFF_ACCEPTED, MAYA)

    def resolved(self) -> "Logbook":
        """It is over."""
        return self.write(EventType.HANDOFF_RESOLVED, MAYA)

    def returned(self) -> "Logbook":
        """The bot has it again."""
        return self.write(EventType.HANDOFF_RETURNED, MAYA)

    def ranked(self, priority: str, why: str = "rating") -> "Logbook":
        """It has another priority."""
        return self.write(
            EventType.HANDOFF_RANKED,
            visibility=Visibility.INTERNAL,
            priority=priority,
            why=why,
            protocols=[],
        )

    def rated(self, message_seq: int, priority: str = "P3") -> "Logbook":
        """A message is rated."""
        return self.write(
            EventType.RATING_CHANGED,
            visibility=Visibility.INTERNAL,
            message_seq=message_seq,
            conversation_rating={"priority": priority},
        )

    def ledger(self, timeline: Timeline) -> Ledger:
        """The ledger of the whole log."""
        made = Ledger()
        follow(made, self.events, timeline, self.said_at)
        return made

    def said_at(self, seq: int) -> datetime:
        """When the event of that seq was written."""
        return self.events[seq - 1].at

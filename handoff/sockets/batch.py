"""What one commit added to one conversation, encoded once for each audience."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from handoff.domain.event import Committed, Event, EventType
from handoff.domain.line import Words, gather
from handoff.present import Audience, present_events
from handoff.sockets.protocol import frame


class Batch:
    """Events of one conversation, next to one another in its log."""

    def __init__(self, committed: Sequence[Committed]) -> None:
        self.committed = committed
        self.conversation_id = committed[0].conversation_id
        self.first = committed[0].seq
        self.last = committed[-1].seq
        self.position = committed[-1].position
        self._frames: dict[Audience, bytes | None] = {}

    @property
    def latest(self) -> Committed:
        """The newest event, with the conversation as it stands after it."""
        return self.committed[-1]

    @cached_property
    def only_words(self) -> bool:
        """Whether nothing but messages and notes was added."""
        said = EventType.MESSAGE_CREATED
        return all(item.type is said for item in self.committed)

    @cached_property
    def words(self) -> Words:
        """What its messages change of the conversation's line in a list."""
        return gather([item.event for item in self.committed])

    def frame(self, audience: Audience) -> bytes | None:
        """The `events` frame for the audience; None when it sees none of them."""
        if audience not in self._frames:
            events = [item.event for item in self.committed]
            self._frames[audience] = events_frame(
                self.conversation_id, events, self.last, audience
            )
        return self._frames[audience]


def events_frame(
    conversation_id: str, events: list[Event], cursor: int, audience: Audience
) -> bytes | None:
    """An `events` frame up to `cursor`; None when the audience sees none of them."""
    views = present_events(events, audience)
    if not views:
        return None
    data = {"conversation_id": conversation_id, "events": views, "cursor": cursor}
    return frame("events", data)


def by_conversation(committed: Iterable[Committed]) -> list[Batch]:
    """One batch per conversation, in the order in which they were first touched."""
    found: dict[str, list[Committed]] = {}
    for item in committed:
        found.setdefault(item.conversation_id, []).append(item)
    return [Batch(items) for items in found.values()]

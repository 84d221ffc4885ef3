"""A conversation's line in a list, kept current by what is said in it."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from msgspec.structs import replace

from handoff.domain.event import AuthorKind, Event, EventType, Visibility
from handoff.domain.views import InboxItem, LastMessage

PREVIEW_CHARS: Final = 200
"""Characters of the last message that a list shows."""


class Words(NamedTuple):
    """What new messages change of a line."""

    last_seq: int
    last_message: LastMessage | None
    from_customer: int


def gather(events: Iterable[Event]) -> Words:
    """What the events, next to one another in one log, change of its line.

    The desk's own notices are nobody's words: a list shows what a person or the bot
    said last.
    """
    last_seq, said, from_customer = 0, None, 0
    for event in events:
        last_seq = event.seq
        if event.type is not EventType.MESSAGE_CREATED:
            continue
        kind = event.author.kind
        from_customer += kind is AuthorKind.CUSTOMER
        if event.visibility is Visibility.PUBLIC and kind is not AuthorKind.SYSTEM:
            text = event.data["text"][:PREVIEW_CHARS]
            said = LastMessage(kind.value, text, event.at)
    return Words(last_seq, said, from_customer)


def follow(line: InboxItem, words: Words) -> InboxItem:
    """The line as it is after the words, which the viewer has not read yet."""
    return replace(
        line,
        last_seq=words.last_seq,
        last_message=words.last_message or line.last_message,
        unread=line.unread + words.from_customer,
    )

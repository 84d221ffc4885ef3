"""Events as the writer would commit them, for tests of the edge."""

from datetime import UTC, datetime
from typing import Any

from handoff.domain.event import (
    Author,
    AuthorKind,
    Committed,
    Event,
    EventType,
    Visibility,
)

AT = datetime(2026, 11, 22, 6, 0, 0, 123_000, tzinfo=UTC)


def an_event(
    seq: int = 1,
    *,
    type: EventType = EventType.MESSAGE_CREATED,
    author: Author | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    conversation: str = "cnv_1",
    **data: Any,
) -> Event:
    """An event of a conversation; a customer's message unless told otherwise."""
    return Event(
        seq,
        conversation,
        seq,
        type,
        AT,
        author or Author(AuthorKind.CUSTOMER, "cus_1"),
        visibility,
        data or {"text": f"message {seq}"},
    )


def committed(event: Event, **about: Any) -> Committed:
    """The event with its conversation, which belongs to `cus_1`."""
    known = {
        "customer_id": "cus_1",
        "status": "bot",
        "owner_id": None,
        "team_id": None,
        **about,
    }
    return Committed(event, **known)


def messages(first: int, last: int, **about: Any) -> list[Committed]:
    """The customer's messages `first` to `last`, as one commit."""
    return [committed(an_event(seq), **about) for seq in range(first, last + 1)]

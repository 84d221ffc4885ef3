"""The hash chain over a conversation's messages: proof that a transcript is whole."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec

from handoff.clock import iso
from handoff.domain.event import Author, Event, EventType, Visibility


class _Link(msgspec.Struct, frozen=True):
    # Fields in alphabetical order: with sorted keys inside `data`, the encoding is
    # canonical JSON, so that anyone can recompute the chain from the log.
    at: str
    author: Author
    data: dict[str, Any]
    seq: int
    visibility: Visibility


_encode = msgspec.json.Encoder(order="sorted").encode


def link(
    previous: str,
    *,
    seq: int,
    at: str | datetime,
    author: Author,
    visibility: Visibility,
    data: dict[str, Any],
) -> str:
    """The chain's next value: SHA-256 over the previous one and the message.

    Args:
        previous: the value before this message, in hex; empty for the first.
        seq: the message's place in the conversation.
        at: when it was stored.
        author: who wrote it.
        visibility: who may see it.
        data: its content, any JSON.
    """
    moment = at if isinstance(at, str) else iso(at)
    body = _encode(_Link(moment, author, data, seq, visibility))
    return hashlib.sha256(previous.encode() + body).hexdigest()


def chain(events: list[Event]) -> tuple[str, int]:
    """The chain's value and the number of messages among the events, from the start."""
    value, count = "", 0
    for event in events:
        if event.type is EventType.MESSAGE_CREATED:
            count += 1
            value = link(
                value,
                seq=event.seq,
                at=event.at,
                author=event.author,
                visibility=event.visibility,
                data=event.data,
            )
    return value, count

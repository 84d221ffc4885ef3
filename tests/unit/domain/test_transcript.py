"""The hash chain: any change of any message shows."""

import hashlib
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from handoff.domain.event import BOT, Author, AuthorKind, Event, EventType, Visibility
from handoff.domain.transcript import chain

ADA = Author(AuthorKind.CUSTOMER, "cus_1")
AT = datetime(2026, 11, 22, 6, 0, 0, 123_000, tzinfo=UTC)


def message(seq: int, text: str, author: Author = ADA) -> Event:
    """A message of the log."""
    return Event(
        seq,
        "cnv_1",
        seq,
        EventType.MESSAGE_CREATED,
        AT,
        author,
        Visibility.PUBLIC,
        {"text": text, "b": 1, "a": 2},
    )


LOG = [message(1, "Late!"), message(2, "Sorry.", BOT), message(3, "Thanks")]


@pytest.mark.parametrize(
    "changed",
    [
        LOG[:2],
        LOG[1:],
        [LOG[1], LOG[0], LOG[2]],
        [replace(LOG[0], data={"text": "Late"}), *LOG[1:]],
        [replace(LOG[0], author=BOT), *LOG[1:]],
        [replace(LOG[0], visibility=Visibility.INTERNAL), *LOG[1:]],
        [replace(LOG[0], at=AT.replace(year=2025)), *LOG[1:]],
    ],
)
def test_changed_transcript_has_another_chain(changed: list[Event]) -> None:
    assert chain(changed) != chain(LOG)


def test_order_of_keys_does_not_matter() -> None:
    turned = replace(LOG[0], data={"a": 2, "b": 1, "text": "Late!"})

    assert chain([turned, *LOG[1:]]) == chain(LOG)


def test_events_that_are_no_messages_are_not_counted() -> None:
    other = replace(LOG[1], type=EventType.RATING_CHANGED)

    assert chain([LOG[0], other, LOG[2]]) == chain([LOG[0], LOG[2]])


def test_chain_is_what_the_documentation_says() -> None:
    body = (
        b'{"at":"2026-11-22T06:00:00.123Z",'
        b'"author":{"id":"cus_1","kind":"customer","name":null},'
        b'"data":{"a":2,"b":1,"text":"Late!"},"seq":1,"visibility":"public"}'
    )

    assert chain(LOG[:1]) == (hashlib.sha256(body).hexdigest(), 1)

"""The customer's and the agent's words: stored once, in order, by whoever may."""

import asyncio

import pytest

from handoff.desk import Desk
from handoff.domain.event import Committed
from handoff.errors import (
    FirstlineError,
    IllegalTransition,
    NotFound,
    TooLarge,
    ValidationFailed,
)
from handoff.services import conversations, handoffs, messages
from tests.support.builders import a_customer, an_agent, say


async def test_first_message_starts_a_conversation_with_the_bot(desk: Desk) -> None:
    ada = await a_customer(desk)

    received = await say(desk, ada, "My parcel is late")

    snapshot = await conversations.customer_snapshot(
        desk, ada, conversation_id=received.conversation_id
    )
    assert (received.seq, received.turn, received.duplicate) == (1, True, False)
    assert (snapshot.status, snapshot.owner.kind, snapshot.last_seq) == (
        "bot",
        "bot",
        1,
    )
    assert snapshot.turn_running


async def test_next_message_without_an_id_goes_to_the_open_conversation(
    desk: Desk,
) -> None:
    ada = await a_customer(desk)
    first = await say(desk, ada, "My parcel is late")

    second = await say(desk, ada, "Hello?")

    assert (second.conversation_id, second.seq) == (first.conversation_id, 2)


async def test_repeated_cmid_returns_the_stored_place(desk: Desk) -> None:
    ada = await a_customer(desk)
    first = await say(desk, ada, "My parcel is late", cmid="0123456789abcdef")

    again = await say(desk, ada, "My parcel is late", cmid="0123456789abcdef")
    named = await say(
        desk,
        ada,
        "My parcel is late",
        cmid="0123456789abcdef",
        conversation_id=first.conversation_id,
    )

    assert (again.seq, again.duplicate, again.turn) == (1, True, False)
    assert (named.conversation_id, named.seq) == (first.conversation_id, 1)


async def test_same_cmid_sent_many_times_at_once_is_stored_once(desk: Desk) -> None:
    ada = await a_customer(desk)

    received = await asyncio.gather(
        *(say(desk, ada, "Hello", cmid="0123456789abcdef") for _ in range(40))
    )

    assert {one.seq for one in received} == {1}
    assert sum(not one.duplicate for one in received) == 1


async def test_messages_of_many_customers_at_once_are_numbered_without_gaps(
    desk: Desk,
) -> None:
    told: list[Committed] = []
    desk.on_commit.append(told.extend)
    people = [await a_customer(desk) for _ in range(8)]

    await asyncio.gather(
        *(say(desk, who, f"line {n}") for n in range(25) for who in people)
    )

    by_conversation: dict[str, list[int]] = {}
    for committed in told:
        by_conversation.setdefault(committed.conversation_id, []).append(committed.seq)
    assert list(by_conversation.values()) == [list(range(1, 26))] * 8
    assert [c.position for c in told] == list(range(1, 201))


async def test_other_customers_conversation_is_not_found(desk: Desk) -> None:
    ada, eve = await a_customer(desk), await a_customer(desk, "Eve")
    received = await say(desk, ada, "My parcel is late")

    with pytest.raises(NotFound):
        await say(desk, eve, "Let me in", conversation_id=received.conversation_id)
    with pytest.raises(NotFound):
        await conversations.events_since(
            desk, eve, conversation_id=received.conversation_id, since=0
        )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", ValidationFailed),
        (" \n\t", ValidationFailed),
        ("x" * 4_001, TooLarge),
        ("half \ud800 a pair", ValidationFailed),
        ("nul \0 inside", ValidationFailed),
    ],
)
async def test_text_that_cannot_be_kept_is_refused_by_name(
    desk: Desk, text: str, error: type[FirstlineError]
) -> None:
    ada = await a_customer(desk)

    with pytest.raises(error):
        await say(desk, ada, text)

    assert await conversations.find_open(desk, ada) is None


@pytest.mark.parametrize(
    "text", ["x" * 4_000, "😡", "e\u0301" * 900, "\u202eabc", "/x"]
)
async def test_odd_text_is_stored_as_it_is(desk: Desk, text: str) -> None:
    ada = await a_customer(desk)

    received = await say(desk, ada, text)

    page = await conversations.events_since(
        desk, ada, conversation_id=received.conversation_id, since=0
    )
    assert page.events[0].data["text"] == text


async def test_refused_message_does_not_spoil_the_batch(desk: Desk) -> None:
    ada, eve = await a_customer(desk), await a_customer(desk, "Eve")
    mine = (await say(desk, ada, "First")).conversation_id

    answers = await asyncio.gather(
        say(desk, ada, "Second", conversation_id=mine),
        say(desk, eve, "Mine now", conversation_id=mine),
        say(desk, ada, "Third", conversation_id=mine),
        return_exceptions=True,
    )

    assert isinstance(answers[1], NotFound)
    page = await conversations.events_since(desk, ada, conversation_id=mine, since=0)
    assert [event.data["text"] for event in page.events] == ["First", "Second", "Third"]


async def test_new_conversation_follows_a_closed_one(desk: Desk) -> None:
    ada = await a_customer(desk)
    first = await say(desk, ada, "My parcel is late")

    await conversations.start_new(desk, ada)
    second = await say(desk, ada, "Another thing")

    assert second.conversation_id != first.conversation_id
    with pytest.raises(IllegalTransition):
        await say(desk, ada, "Too late", conversation_id=first.conversation_id)


async def test_note_reaches_agents_only(desk: Desk) -> None:
    ada = await a_customer(desk)
    maya = await an_agent(desk)
    received = await say(desk, ada, "Hello")
    conversation_id = received.conversation_id
    await handoffs.request_by_customer(desk, ada, conversation_id=None)

    await messages.add_note(
        desk,
        maya,
        conversation_id=conversation_id,
        cmid="note-0001",
        text="She is right",
    )

    hers = await conversations.events_since(
        desk, ada, conversation_id=conversation_id, since=0
    )
    ours = await conversations.events_since(
        desk, maya, conversation_id=conversation_id, since=0
    )
    assert "She is right" not in [e.data.get("text") for e in hers.events]
    assert ours.events[-1].data["text"] == "She is right"
    assert hers.cursor == ours.cursor

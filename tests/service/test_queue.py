"""The queue: who waits, in which order, and for how long."""

import asyncio

from handoff.desk import Desk
from handoff.domain.event import AuthorKind
from handoff.domain.principal import Customer, Person
from handoff.services import conversations, handoffs, queue
from tests.support.builders import a_customer, queued, say
from tests.support.clock import ManualClock


async def test_queue_is_ordered_by_arrival_within_a_priority(
    desk: Desk, maya: Person, clock: ManualClock
) -> None:
    waiting = []
    for name in ("Ada", "Ben", "Cy"):
        waiting.append((await queued(desk, await a_customer(desk, name)))[0])
        clock.advance(1)

    inbox = await queue.read_inbox(desk, maya)
    places = await queue.read_places(desk, team_id="care")

    assert [item.conversation_id for item in inbox.queue] == waiting
    assert [item.position for item in inbox.queue] == [1, 2, 3]
    assert [place.position for place in places] == [1, 2, 3]


async def test_wait_is_learnt_from_recent_pick_ups(
    desk: Desk, maya: Person, clock: ManualClock
) -> None:
    for minutes in (1, 2, 3, 4, 5):
        _, handoff_id = await queued(desk, await a_customer(desk))
        clock.advance(minutes * 60)
        await handoffs.accept(desk, maya, handoff_id=handoff_id)

    customer = await a_customer(desk)
    conversation_id, _ = await queued(desk, customer)

    place = await queue.read_place(desk, customer, conversation_id=conversation_id)
    assert place is not None
    assert (place.wait.low, place.wait.high) == (180, 240)


async def test_accepted_conversation_moves_from_queue_to_mine(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await say(desk, ada, "Are you there?")

    inbox = await queue.read_inbox(desk, maya)

    assert inbox.queue == []
    assert [item.conversation_id for item in inbox.mine] == [conversation_id]
    assert inbox.mine[0].last_message is not None
    assert inbox.mine[0].last_message.text == "Are you there?"
    assert inbox.mine[0].unread == 2
    await conversations.mark_seen(
        desk, maya, conversation_id=conversation_id, seq=inbox.mine[0].last_seq
    )
    assert (await queue.read_inbox(desk, maya)).mine[0].unread == 0


async def test_a_list_shows_no_notice_of_the_desk_as_last_words(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    await say(desk, ada, "Hello")
    conversation_id, _ = await queued(desk, ada)
    page = await conversations.events_since(
        desk, ada, conversation_id=conversation_id, since=1
    )
    assert AuthorKind.SYSTEM in {event.author.kind for event in page.events}

    (line,) = (await queue.read_inbox(desk, maya)).queue

    assert line.last_message is not None
    assert line.last_message.author == "customer"


async def test_asking_many_times_at_once_makes_one_queue_entry(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id = (await say(desk, ada, "Hello")).conversation_id

    await asyncio.gather(
        *(
            handoffs.request_by_customer(desk, ada, conversation_id=conversation_id)
            for _ in range(20)
        )
    )

    inbox = await queue.read_inbox(desk, maya)
    assert [item.conversation_id for item in inbox.queue] == [conversation_id]

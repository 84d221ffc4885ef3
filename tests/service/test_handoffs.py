"""Handoffs: one queue entry, one winner, a sealed packet, and nobody speaks twice."""

import asyncio
from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.transcript import chain
from handoff.errors import (
    FirstlineError,
    HandoffAlreadyTaken,
    IllegalTransition,
    NotFound,
    NotReady,
    StaleEpoch,
)
from handoff.services import conversations, handoffs, queue
from handoff.storage import events
from tests.support.builders import (
    a_customer,
    an_agent,
    queued,
    reply,
    say,
)
from tests.support.logs import settled


async def test_customer_who_asks_is_told_who_comes_and_how_long(
    desk: Desk, ada: Customer
) -> None:
    conversation_id, _ = await queued(desk, ada)

    snapshot = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    page = await conversations.events_since(
        desk, ada, conversation_id=conversation_id, since=1
    )
    words, placed = page.events
    assert snapshot.status == "queued"
    assert snapshot.handoff is not None
    assert (snapshot.handoff.position, snapshot.handoff.team.id) == (1, "care")
    assert words.author.kind == "system"
    assert words.data["code"] == "handoff_customer_request"
    assert "Customer Care" in words.data["text"]
    assert "2 to 5 minutes" in words.data["text"]
    assert placed.data["wait"] == {"low": 120, "high": 300}


async def test_request_by_button_carries_what_the_bot_had_learnt(
    working: Desk, ada: Customer
) -> None:
    maya = await an_agent(working, teams=["delivery"])
    received = await say(working, ada, "My parcel 4471-0093 is late")
    await settled(working, received.conversation_id)

    await handoffs.request_by_customer(working, ada, conversation_id=None)

    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=received.conversation_id
    )
    hers = await conversations.customer_snapshot(
        working, ada, conversation_id=received.conversation_id
    )
    packet: Any = snapshot.packet
    assert packet["topic"]["id"] == "late_delivery"
    assert packet["facts"][0]["value"] == "4471-0093"
    assert packet["facts"][0]["source"] == {"seq": 1, "start": 10, "end": 19}
    assert hers.handoff is not None
    told = {fact.name: fact.value for fact in hers.handoff.passed_on}
    assert told["order_number"] == "4471-0093"


async def test_request_without_a_conversation_starts_one(
    desk: Desk, ada: Customer
) -> None:
    conversation_id = await handoffs.request_by_customer(
        desk, ada, conversation_id=None
    )

    snapshot = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    assert snapshot.status == "queued"


async def test_of_forty_agents_who_accept_at_once_exactly_one_wins(
    desk: Desk, ada: Customer
) -> None:
    agents = [await an_agent(desk, f"Agent{n}") for n in range(40)]
    conversation_id, handoff_id = await queued(desk, ada)

    answers = await asyncio.gather(
        *(handoffs.accept(desk, who, handoff_id=handoff_id) for who in agents),
        return_exceptions=True,
    )

    won = [a for a in answers if not isinstance(a, BaseException)]
    lost = [a for a in answers if isinstance(a, HandoffAlreadyTaken)]
    assert (len(won), len(lost)) == (1, 39)
    winner = won[0].owner
    assert {str(a.details["agent"]) for a in lost} == {
        str({"id": winner.id, "name": winner.name})
    }
    page = await conversations.events_since(
        desk, ada, conversation_id=conversation_id, since=0
    )
    accepted = [e for e in page.events if e.type is EventType.HANDOFF_ACCEPTED]
    assert len(accepted) == 1


async def test_in_race_after_race_exactly_one_of_forty_wins(desk: Desk) -> None:
    rivals = [await an_agent(desk, f"Rival{n}") for n in range(40)]
    for number in range(10):
        _, handoff_id = await queued(desk, await a_customer(desk))

        answers = await asyncio.gather(
            *(handoffs.accept(desk, who, handoff_id=handoff_id) for who in rivals),
            return_exceptions=True,
        )

        won = [a for a in answers if not isinstance(a, BaseException)]
        lost = [a for a in answers if isinstance(a, HandoffAlreadyTaken)]
        assert (len(won), len(lost)) == (1, 39), number
        # Whoever won is last in line for the next one, so that all keep their room.
        rivals.sort(key=lambda who: who.person_id == won[0].owner.id)


async def test_accepting_again_after_a_lost_answer_is_no_error(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    _, handoff_id = await queued(desk, ada)
    first = await handoffs.accept(desk, maya, handoff_id=handoff_id)

    again = await handoffs.accept(desk, maya, handoff_id=handoff_id)

    assert (again.epoch, again.last_seq) == (first.epoch, first.last_seq)


async def test_agent_of_another_team_cannot_tell_that_the_handoff_exists(
    desk: Desk, ada: Customer
) -> None:
    bo = await an_agent(desk, "Bo", teams=["billing"])
    conversation_id, handoff_id = await queued(desk, ada)

    with pytest.raises(NotFound):
        await handoffs.accept(desk, bo, handoff_id=handoff_id)
    with pytest.raises(NotFound):
        await handoffs.accept(desk, bo, handoff_id="hof_0")
    with pytest.raises(NotFound):
        await conversations.agent_snapshot(desk, bo, conversation_id=conversation_id)
    assert (await queue.read_inbox(desk, bo)).queue == []


async def test_editor_sees_no_conversation(desk: Desk, ada: Customer) -> None:
    ed = await an_agent(desk, "Ed", role=Role.EDITOR)
    conversation_id, _ = await queued(desk, ada)

    with pytest.raises(NotFound):
        await conversations.agent_snapshot(desk, ed, conversation_id=conversation_id)


async def test_packet_seals_the_whole_transcript(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)

    snapshot = await handoffs.accept(desk, maya, handoff_id=handoff_id)

    assert snapshot.packet is not None
    transcript = snapshot.packet["transcript"]
    log = await desk.reader.read(
        lambda connection: events.read_since(
            connection, conversation_id, since=0, limit=100, internal=True
        )
    )
    until = [event for event in log if event.seq <= transcript["last_seq"]]
    assert (transcript["sha256"], transcript["count"]) == chain(until)
    assert transcript["count"] == len(transcript["messages"]) == 2
    assert snapshot.packet["open_question"] == {"text": "Where is it?", "seq": 1}
    assert snapshot.packet["reason"]["code"] == "customer_request"
    assert [line["seq"] for line in snapshot.packet["summary"]] == [1]


async def test_packet_stays_as_it_was_sealed(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    before = await handoffs.accept(desk, maya, handoff_id=handoff_id)

    await say(desk, ada, "One more thing")

    after = await conversations.agent_snapshot(
        desk, maya, conversation_id=conversation_id
    )
    assert after.packet == before.packet


async def test_agent_replies_only_once_the_transcript_is_in_view(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    snapshot = await handoffs.accept(desk, maya, handoff_id=handoff_id)

    with pytest.raises(NotReady):
        await reply(desk, maya, conversation_id, snapshot.epoch, seq=1)

    sent = await reply(desk, maya, conversation_id, snapshot.epoch, seq=2)
    assert sent.seq == snapshot.last_seq + 1


async def test_agent_who_no_longer_owns_is_told_who_does(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    snapshot = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await handoffs.return_to_bot(
        desk, maya, conversation_id=conversation_id, epoch=snapshot.epoch, note=""
    )
    await handoffs.request_by_customer(desk, ada, conversation_id=conversation_id)
    noor = await an_agent(desk, "Noor")
    again = await queue.read_item(desk, noor, conversation_id=conversation_id)
    assert again is not None
    assert again.handoff_id is not None
    await handoffs.accept(desk, noor, handoff_id=again.handoff_id)

    with pytest.raises(StaleEpoch) as refused:
        await reply(desk, maya, conversation_id, snapshot.epoch)

    assert refused.value.details["owner"]["name"] == "Noor"


async def test_returned_conversation_belongs_to_the_bot_which_knows_it(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    snapshot = await handoffs.accept(desk, maya, handoff_id=handoff_id)

    await handoffs.return_to_bot(
        desk,
        maya,
        conversation_id=conversation_id,
        epoch=snapshot.epoch,
        note="She only wants the date",
    )

    received = await say(desk, ada, "Thank you")
    page = await conversations.events_since(
        desk, ada, conversation_id=conversation_id, since=snapshot.last_seq
    )
    assert received.turn
    assert [e.data.get("code") for e in page.events] == [None, "returned_to_bot", None]


async def test_customer_with_a_person_cannot_start_anew(
    desk: Desk, ada: Customer
) -> None:
    await queued(desk, ada)

    with pytest.raises(IllegalTransition):
        await conversations.start_new(desk, ada)


async def test_claim_race_never_leaves_two_open_assignments(desk: Desk) -> None:
    agents = [await an_agent(desk, f"Agent{n}") for n in range(4)]

    async def claim_and_return(who: Person, handoff_id: str) -> None:
        try:
            snapshot = await handoffs.accept(desk, who, handoff_id=handoff_id)
            await reply(desk, who, snapshot.conversation_id, snapshot.epoch)
            await handoffs.return_to_bot(
                desk,
                who,
                conversation_id=snapshot.conversation_id,
                epoch=snapshot.epoch,
                note="",
            )
        except FirstlineError:
            return

    for _ in range(10):
        customer = await a_customer(desk)
        conversation_id, handoff_id = await queued(desk, customer)
        await asyncio.gather(*(claim_and_return(who, handoff_id) for who in agents))
        page = await conversations.events_since(
            desk, customer, conversation_id=conversation_id, since=0
        )
        kinds = [e.type for e in page.events]
        assert kinds.count(EventType.HANDOFF_ACCEPTED) == 1
        assert kinds.count(EventType.HANDOFF_RETURNED) == 1

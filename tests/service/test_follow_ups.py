"""Check-ins after a resolution: asked in time, answered once."""

from typing import Any

import pytest
from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.follow_up import Channel, FollowUpState
from handoff.domain.principal import Customer, Person
from handoff.errors import IllegalTransition, NotFound
from handoff.services import conversations, follow_ups, handoffs
from handoff.storage import complaints
from handoff.storage import follow_ups as rows
from tests.support.aftermath import (
    DAY,
    latest,
    leave_address,
    mails_of,
    pass_days,
    resolved,
)
from tests.support.builders import SETTLED, a_customer, an_agent, queued, reply, say
from tests.support.clock import ManualClock
from tests.support.fakes import FakeTriage, rating
from tests.support.logs import codes, log_of, until_rated


async def codes_of(desk: Desk, conversation_id: str) -> list[str]:
    """The desk's own words in the conversation, by their codes."""
    return codes(await log_of(desk, conversation_id))


async def test_the_customer_is_asked_at_the_chosen_time_and_not_before(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    given = replace(SETTLED, follow_up="tomorrow")
    conversation_id = await resolved(desk, ada, maya, given)

    await pass_days(desk, clock, 0.99)
    assert (await latest(desk, conversation_id)).state is FollowUpState.WAITING
    await pass_days(desk, clock, 0.02)

    asked = (await log_of(desk, conversation_id))[-1]
    case = await desk.reader.read(lambda c: complaints.read_of(c, conversation_id))
    assert case is not None
    assert asked.data["code"] == "follow_up_ask_settled"
    assert case.reference in asked.data["text"]
    assert "Maya" in asked.data["text"]
    assert len(asked.data["buttons"]) == 2
    assert await follow_ups.find_asked(desk, ada) == conversation_id


async def test_nobody_is_asked_when_the_agent_says_so(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    given = replace(SETTLED, follow_up="none")
    conversation_id = await resolved(desk, ada, maya, given)

    await pass_days(desk, clock, 30)

    assert "follow_up_ask_settled" not in await codes_of(desk, conversation_id)


async def test_whoever_spoke_of_harming_themselves_is_not_surveyed(
    working: Desk, ada: Customer, triage: FakeTriage, clock: ManualClock
) -> None:
    sue = await an_agent(working, "Sue", teams=[t.id for t in _teams(working)])
    triage.words["end it"] = rating("self_harm", priority="P0")
    conversation_id, handoff_id = await queued(working, ada)
    said = await say(working, ada, "I want to end it", conversation_id=conversation_id)
    await until_rated(working, conversation_id, seq=said.seq)
    mine = await handoffs.accept(working, sue, handoff_id=handoff_id)
    await handoffs.resolve(
        working,
        sue,
        conversation_id=conversation_id,
        epoch=mine.epoch,
        given=SETTLED,
        note="",
    )

    found = await working.reader.read(
        lambda connection: rows.read_latest(connection, conversation_id)
    )
    assert found is None


async def test_a_content_customer_answers_step_by_step_in_the_chat(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)

    for text in ("Yes, it is settled", "4", "Well", "Answer the phone faster"):
        said = await say(desk, ada, text, conversation_id=conversation_id)
        assert said.turn is False

    one = await latest(desk, conversation_id)
    assert one.state is FollowUpState.ANSWERED
    assert (one.settled, one.score, one.handled) == (True, 4, "well")
    assert (one.suggestion, one.channel) == ("Answer the phone faster", Channel.CHAT)
    assert (await codes_of(desk, conversation_id))[-5:] == [
        "follow_up_ask_settled",
        "follow_up_ask_score",
        "follow_up_ask_handled",
        "follow_up_ask_suggestion",
        "follow_up_done",
    ]
    with pytest.raises(IllegalTransition):
        await say(desk, ada, "Hello?", conversation_id=conversation_id)


async def test_an_answer_sent_again_counts_once(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    cmid = "a" * 32

    first = await say(desk, ada, "Yes", cmid=cmid, conversation_id=conversation_id)
    again = await say(desk, ada, "Yes", cmid=cmid, conversation_id=conversation_id)

    assert again.duplicate
    assert again.seq == first.seq
    assert (await latest(desk, conversation_id)).step == "score"


async def test_a_customer_in_another_conversation_is_asked_a_day_later(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    first = await resolved(desk, ada, maya)
    await say(desk, ada, "Hello, something else")
    await pass_days(desk, clock, 2)
    assert (await latest(desk, first)).state is FollowUpState.WAITING
    await conversations.start_new(desk, ada)

    await pass_days(desk, clock, 0.9)
    assert (await latest(desk, first)).state is FollowUpState.WAITING
    await pass_days(desk, clock, 0.2)

    assert (await latest(desk, first)).state is FollowUpState.ASKED


async def test_a_customer_in_touch_again_is_not_asked(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id = await resolved(desk, ada, maya)
    other = await resolved(desk, await a_customer(desk, "Bo"), maya)
    await desk.writer.change(
        lambda unit: _reopen(unit.conversation(conversation_id)),
        conversation_id=conversation_id,
    )

    await pass_days(desk, clock, 2)

    assert (await latest(desk, conversation_id)).state is FollowUpState.CANCELLED
    assert (await latest(desk, other)).state is FollowUpState.ASKED


async def test_an_answer_counts_only_for_so_long(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    await pass_days(desk, clock, 14)

    with pytest.raises(IllegalTransition):
        await say(desk, ada, "No", conversation_id=conversation_id)
    assert (await latest(desk, conversation_id)).state is FollowUpState.EXPIRED


async def test_nobody_answers_for_another_customer(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    eve = await a_customer(desk, "Eve")

    with pytest.raises(NotFound):
        await say(desk, eve, "No", conversation_id=conversation_id)


async def test_a_waiting_customer_hears_how_it_stands_once_a_day_of_silence(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    mine = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await leave_address(desk, ada, "ada@example.com")
    clock.advance(DAY / 2)
    await reply(desk, maya, conversation_id, mine.epoch)

    await pass_days(desk, clock, 0.5)
    assert (await codes_of(desk, conversation_id)).count("status_update") == 0
    await pass_days(desk, clock, 0.5)
    assert (await codes_of(desk, conversation_id)).count("status_update") == 1
    await pass_days(desk, clock, 1)

    news = (await log_of(desk, conversation_id))[-1]
    mailed = await mails_of(desk, "status_update")
    assert [desk.mails.write(**mail).subject[-13:] for mail in mailed] == [
        "is still open",
        "is still open",
    ]
    assert (await codes_of(desk, conversation_id)).count("status_update") == 2
    assert "Maya has it (front line)" in news.data["text"]


def _teams(desk: Desk) -> Any:
    return desk.policies.routing.teams


def _reopen(conversation: Any) -> None:
    conversation.reopen()

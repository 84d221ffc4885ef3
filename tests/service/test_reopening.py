"""A complaint that is not settled after all: open again, one tier up."""

from typing import Any

from handoff.desk import Desk
from handoff.domain.complaint import CaseStatus, Stage
from handoff.domain.event import Visibility
from handoff.domain.principal import Customer, Person
from handoff.services import conversations, handoffs
from handoff.storage import complaints
from tests.support.aftermath import (
    pass_days,
    resolved,
)
from tests.support.builders import SETTLED, an_agent, queued, say
from tests.support.clock import ManualClock
from tests.support.logs import codes, log_of


async def codes_of(desk: Desk, conversation_id: str) -> list[str]:
    """The desk's own words in the conversation, by their codes."""
    return codes(await log_of(desk, conversation_id))


async def test_a_no_reopens_the_case_one_tier_up_with_everything_attached(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    conversation_id = await resolved(desk, ada, maya)
    before = await desk.reader.read(lambda c: complaints.read_of(c, conversation_id))
    assert before is not None
    assert (before.status, before.stage) == (CaseStatus.SETTLED, Stage.TIER_1)
    await pass_days(desk, clock, 2)

    await say(desk, ada, "No, not yet", conversation_id=conversation_id)

    seen = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    case = await desk.reader.read(lambda c: complaints.read_of(c, conversation_id))
    sue = await an_agent(desk, "Sue", teams=[t.id for t in _teams(desk)])
    snapshot = await conversations.agent_snapshot(
        desk, sue, conversation_id=conversation_id
    )
    packet: Any = snapshot.packet
    assert seen.status == "queued"
    assert case is not None
    assert (case.status, case.stage, case.reopened) == (
        CaseStatus.OPEN,
        Stage.TIER_2,
        1,
    )
    assert case.reference == before.reference
    why = packet["reason"]["sentence"]
    assert "Maya resolved it on 22 November 2026: Refunded" in why
    assert packet["reason"]["code"] == "repeat_contact"
    assert packet["follows"]["agent"] == "Maya"
    assert packet["transcript"]["messages"][0]["seq"] == 1
    assert "follow_up_not_settled" in await codes_of(desk, conversation_id)


async def test_a_no_joins_the_conversation_that_the_customer_has_begun_since(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    first = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    second = (await say(desk, ada, "Hello, me again")).conversation_id

    await say(desk, ada, "No, not yet", conversation_id=first)

    seen = await conversations.customer_snapshot(desk, ada, conversation_id=second)
    cases = [
        await desk.reader.read(lambda c, one=one: complaints.read_of(c, one))
        for one in (first, second)
    ]
    assert seen.status == "queued"
    assert cases[0] == cases[1]


async def test_a_no_reaches_the_agent_who_has_the_customer_already(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    first = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    second, handoff_id = await queued(desk, ada)
    await handoffs.accept(desk, maya, handoff_id=handoff_id)

    await say(desk, ada, "No, not yet", conversation_id=first)

    last = (await log_of(desk, second))[-1]
    assert last.visibility is Visibility.INTERNAL
    assert "not settled" in last.data["text"]


async def test_a_case_that_waited_goes_on_when_the_other_conversation_ends(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    first = await resolved(desk, ada, maya)
    await pass_days(desk, clock, 2)
    second, handoff_id = await queued(desk, ada)
    mine = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    await say(desk, ada, "No, not yet", conversation_id=first)

    await handoffs.resolve(
        desk,
        maya,
        conversation_id=second,
        epoch=mine.epoch,
        given=SETTLED,
        note="",
    )

    seen = await conversations.customer_snapshot(desk, ada, conversation_id=first)
    cases = [
        await desk.reader.read(lambda c, one=one: complaints.read_of(c, one))
        for one in (first, second)
    ]
    assert seen.status == "queued"
    assert [case.status for case in cases if case] == ["open", "settled"]


def _teams(desk: Desk) -> Any:
    return desk.policies.routing.teams

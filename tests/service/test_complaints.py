"""Complaint cases: opened once, held by somebody at every moment, told to everybody."""

from typing import Any

from handoff.desk import Desk
from handoff.domain.complaint import Case, CaseStatus, HolderKind, Stage
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.turn import BotReply, Turn, Understanding
from handoff.services import conversations, handoffs, turns
from handoff.storage import complaints
from tests.support.builders import SETTLED, a_customer, an_agent, queued, say
from tests.support.clock import ManualClock
from tests.support.fakes import FakeBot, rating, reply
from tests.support.logs import queued_item


def about(topic: str, **slots: Any) -> Any:
    """A bot that takes every message to be about the topic."""

    def answer(turn: Turn) -> BotReply:
        understood = Understanding(
            topic=topic, confidence=0.9, accepted=True, matter=topic
        )
        return reply(turn, "I hear you.", understanding=understood, slots=slots)

    return answer


async def tell(desk: Desk, who: Customer, text: str = "Hello") -> str:
    """The conversation in which the bot has answered the customer."""
    received = await say(desk, who, text)
    await turns.run_next(desk, received.conversation_id)
    return received.conversation_id


async def case_of(desk: Desk, conversation_id: str) -> Case | None:
    """The conversation's case."""
    return await desk.reader.read(
        lambda connection: complaints.read_of(connection, conversation_id)
    )


async def the_case(desk: Desk, conversation_id: str) -> Case:
    """The conversation's case, which it must have."""
    case = await case_of(desk, conversation_id)
    assert case is not None
    return case


async def test_a_complaint_opens_a_case_at_its_first_message(
    desk: Desk, ada: Customer, bot: FakeBot, clock: ManualClock
) -> None:
    began = clock.now()
    bot.answers = [about("late_delivery", order_number="4471-0093", remedy="refund")]
    received = await say(desk, ada, "My parcel is late")
    clock.advance(5)

    await turns.run_next(desk, received.conversation_id)

    case = await the_case(desk, received.conversation_id)
    assert (case.opened_at, case.opened_seq) == (began, 1)
    assert case.facts.order_number == "4471-0093"
    assert case.facts.remedy_sought == "refund"
    assert (case.stage, case.holder.kind) == (Stage.PRELIMINARY, HolderKind.BOT)


async def test_a_plain_question_opens_no_case(
    desk: Desk, ada: Customer, bot: FakeBot
) -> None:
    bot.answers = [about("opening_hours")]

    conversation_id = await tell(desk, ada, "When are you open?")

    assert await case_of(desk, conversation_id) is None


async def test_a_question_that_is_rated_as_serious_opens_a_case(
    desk: Desk, ada: Customer, bot: FakeBot
) -> None:
    bot.answers = [
        lambda turn: reply(
            turn,
            "I hear you.",
            triage=rating("legal", priority="P3"),
            understanding=Understanding(topic="invoice", matter="invoice"),
        )
    ]

    conversation_id = await tell(desk, ada, "I will sue you over this invoice")

    assert await case_of(desk, conversation_id) is not None


async def test_every_handoff_has_a_case_whose_reference_the_customer_reads(
    desk: Desk, ada: Customer
) -> None:
    conversation_id, _ = await queued(desk, ada)

    case = await the_case(desk, conversation_id)
    seen = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    page = await conversations.events_since(
        desk, ada, conversation_id=conversation_id, since=1
    )
    assert case.reference in page.events[0].data["text"]
    assert seen.handoff is not None
    assert seen.handoff.passed_on[0].value == case.reference
    assert (case.stage, case.holder.name) == (Stage.TIER_1, "Customer Care")


async def test_somebody_is_accountable_at_every_moment(
    desk: Desk, ada: Customer, maya: Person, bot: FakeBot, clock: ManualClock
) -> None:
    bot.answers = [about("no_reply")]
    conversation_id = await tell(desk, ada, "Nobody answers me")
    clock.advance(60)
    await handoffs.request_by_customer(desk, ada, conversation_id=None)
    clock.advance(60)
    waiting = await conversations.agent_snapshot(
        desk, maya, conversation_id=conversation_id
    )
    assert waiting.handoff is not None
    mine = await handoffs.accept(desk, maya, handoff_id=waiting.handoff.handoff_id)
    clock.advance(60)
    await handoffs.return_to_bot(
        desk, maya, conversation_id=conversation_id, epoch=mine.epoch, note=""
    )

    snapshot = await conversations.agent_snapshot(
        desk, maya, conversation_id=conversation_id
    )
    assert snapshot.complaint is not None
    ladder = snapshot.complaint.stages
    assert [(row.stage, row.holder.name or "bot") for row in ladder] == [
        (Stage.PRELIMINARY, "bot"),
        (Stage.TIER_1, "Customer Care"),
        (Stage.TIER_1, "Maya"),
        (Stage.TIER_1, "bot"),
    ]
    assert [row.ended_at for row in ladder[:-1]] == [r.started_at for r in ladder[1:]]
    assert ladder[-1].ended_at is None


async def test_a_customer_who_comes_back_about_the_same_keeps_the_case(
    desk: Desk, ada: Customer, bot: FakeBot
) -> None:
    bot.answers = [about("late_delivery", order_number="4471-0093")]
    first = await tell(desk, ada, "My parcel is late")
    await conversations.start_new(desk, ada)
    bot.answers = [about("late_delivery")]

    second = await tell(desk, ada, "It is still not there")

    assert first != second
    assert await case_of(desk, first) == await case_of(desk, second)


async def test_who_comes_back_within_days_of_a_settlement_reopens_the_case(
    desk: Desk, ada: Customer, bot: FakeBot, clock: ManualClock
) -> None:
    ruth = await an_agent(desk, "Ruth", role=Role.SUPERVISOR)
    bot.answers = [about("late_delivery")]
    first = await tell(desk, ada, "My parcel is late")
    await handoffs.request_by_customer(desk, ada, conversation_id=first)
    item = await queued_item(desk, ruth, first)
    mine = await handoffs.accept(desk, ruth, handoff_id=str(item.handoff_id))
    await handoffs.resolve(
        desk,
        ruth,
        conversation_id=first,
        epoch=mine.epoch,
        given=SETTLED,
        note="",
    )
    clock.advance(6 * 86_400)

    second = await tell(desk, ada, "It is still not there")

    case = await the_case(desk, second)
    assert case.reference == (await the_case(desk, first)).reference
    assert (case.status, case.reopened) == (CaseStatus.OPEN, 1)
    assert (case.stage, case.holder.kind) == (Stage.TIER_1, HolderKind.BOT)


async def test_another_order_makes_another_case(
    desk: Desk, ada: Customer, bot: FakeBot
) -> None:
    bot.answers = [about("late_delivery", order_number="4471-0093")]
    first = await tell(desk, ada, "My parcel is late")
    await conversations.start_new(desk, ada)
    bot.answers = [
        about("late_delivery"),
        about("late_delivery", order_number="5512-0001"),
    ]
    second = await tell(desk, ada, "A parcel is late")
    shared = await the_case(desk, second)

    await tell(desk, ada, "It is order 5512-0001")

    own = await the_case(desk, second)
    assert shared == await the_case(desk, first)
    assert own.facts.order_number == "5512-0001"
    assert own.reference != shared.reference


async def test_the_bot_is_told_of_earlier_cases_and_how_the_latest_stands(
    desk: Desk, ada: Customer, maya: Person, bot: FakeBot
) -> None:
    bot.answers = [about("late_delivery", order_number="4471-0093")]
    first = await tell(desk, ada, "My parcel is late")
    assert bot.turns[-1].slots["previous"] is None
    assert bot.turns[-1].slots["complaint_standing"] is None
    case = await the_case(desk, first)
    await conversations.start_new(desk, ada)

    await tell(desk, ada, "Hello again")

    slots = bot.turns[-1].slots
    assert slots["previous"] == [
        {
            "reference": case.reference,
            "topic": "late_delivery",
            "status": "open",
            "opened_at": "2026-11-22T06:00:00.123Z",
            "order_number": "4471-0093",
        }
    ]
    assert slots["complaint_reference"] == case.reference
    assert "22 November 2026" in slots["complaint_standing"]


async def test_another_customers_cases_are_nobody_elses_business(
    desk: Desk, ada: Customer, bot: FakeBot
) -> None:
    bot.answers = [about("late_delivery")]
    await tell(desk, ada, "My parcel is late")
    await tell(desk, await a_customer(desk, "Bo"), "My parcel is late")

    assert bot.turns[-1].slots["previous"] is None


async def test_the_packet_names_the_case_the_wish_and_what_came_before(
    desk: Desk, ada: Customer, maya: Person, bot: FakeBot
) -> None:
    bot.answers = [about("double_charge")]
    first = await tell(desk, ada, "I was charged twice")
    await conversations.start_new(desk, ada)
    bot.answers = [about("late_delivery", remedy="a refund")]
    second = await tell(desk, ada, "My parcel is late, I want a refund")
    await handoffs.request_by_customer(desk, ada, conversation_id=second)

    snapshot = await conversations.agent_snapshot(
        desk,
        Person(person_id="per_0", name="Sue", role=maya.role, team_ids=_all(desk)),
        conversation_id=second,
    )

    packet: Any = snapshot.packet
    case, earlier = await the_case(desk, second), await the_case(desk, first)
    assert packet["complaint"] == {"reference": case.reference, "stage": "tier_1"}
    assert packet["remedy_sought"] == {"text": "a refund", "seq": 1}
    assert [one["reference"] for one in packet["previous"]] == [earlier.reference]
    assert packet["previous"][0]["conversations"] == [first]
    assert case.status is CaseStatus.OPEN


def _all(desk: Desk) -> frozenset[str]:
    return frozenset(team.id for team in desk.policies.routing.teams)

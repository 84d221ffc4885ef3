"""The repeat-ask guard: answers beside the composer, and a rate for who repeats."""

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.turn import BotMessage
from handoff.errors import NotAllowed, NotFound
from handoff.services import handoffs, messages, queue, turns
from handoff.services.packet_corrections import correct_packet
from handoff.services.repeat_asks import check_draft, read_report
from tests.support.builders import an_agent, say
from tests.support.fakes import FakeBot, reply

ASK = "Could you send me your order number?"


@pytest.fixture
async def ruth(desk: Desk) -> Person:
    """A supervisor."""
    return await an_agent(desk, "Ruth", role=Role.SUPERVISOR)


async def accepted(desk: Desk, who: Customer, agent: Person) -> tuple[str, int]:
    """A conversation of the agent's, whose packet holds an order number; its epoch."""
    received = await say(desk, who, "My parcel 4471-0093 is late")
    await turns.run_next(desk, received.conversation_id)
    await handoffs.request_by_customer(desk, who, conversation_id=None)
    item = await queue.read_item(desk, agent, conversation_id=received.conversation_id)
    assert item is not None
    assert item.handoff_id is not None
    mine = await handoffs.accept(desk, agent, handoff_id=item.handoff_id)
    return received.conversation_id, mine.epoch


async def send(
    desk: Desk, agent: Person, conversation_id: str, epoch: int, text: str
) -> None:
    """The agent's words are with the customer."""
    await messages.send_agent_message(
        desk,
        agent,
        conversation_id=conversation_id,
        cmid=desk.ids.new("m").replace("_", "-"),
        text=text,
        epoch=epoch,
        last_seq=99,
    )


async def test_the_answer_is_shown_while_the_agent_writes(
    desk: Desk, ada: Customer, ruth: Person
) -> None:
    conversation_id, _ = await accepted(desk, ada, ruth)

    (known,) = await check_draft(desk, ruth, conversation_id=conversation_id, text=ASK)

    assert (known.label, known.value, known.seq) == ("Order number", "4471-0093", 1)


async def test_the_customers_correction_is_the_answer(
    desk: Desk, ada: Customer, ruth: Person
) -> None:
    conversation_id, _ = await accepted(desk, ada, ruth)
    await correct_packet(
        desk, ada, conversation_id=conversation_id, name="order_number", value="77"
    )

    (known,) = await check_draft(desk, ruth, conversation_id=conversation_id, text=ASK)

    assert known.value == "77"


async def test_a_draft_about_a_strangers_conversation_is_not_answered(
    desk: Desk, ada: Customer, ruth: Person
) -> None:
    conversation_id, _ = await accepted(desk, ada, ruth)
    bo = await an_agent(desk, "Bo", teams=["billing"])

    with pytest.raises(NotFound):
        await check_draft(desk, bo, conversation_id=conversation_id, text=ASK)


async def test_what_is_asked_again_all_the_same_is_counted_by_team_and_agent(
    desk: Desk, ada: Customer, ruth: Person
) -> None:
    conversation_id, epoch = await accepted(desk, ada, ruth)
    for text in (ASK, "May I have your phone number?", "I'm looking at it now."):
        await send(desk, ruth, conversation_id, epoch, text)

    report = await read_report(desk, ruth, days=30)

    assert (report.total.asked, report.total.repeated) == (2, 1)
    assert report.total.rate == 0.5
    assert [(one.name, one.repeated) for one in report.agents] == [("Ruth", 1)]
    assert [one.name for one in report.teams] == ["Delivery Team"]
    assert {one.id: one.repeated for one in report.facts} == {
        "order_number": 1,
        "phone": 0,
    }


async def test_a_script_of_the_bot_that_asks_again_is_counted_as_well(
    desk: Desk, ada: Customer, ruth: Person, bot: FakeBot
) -> None:
    asks = BotMessage(text=ASK, script="utter_ask_order", variant="v1")
    bot.answers = [
        lambda turn: reply(turn, messages=[asks], slots={"order_number": "1"})
    ]
    for text in ("Hello", "Again"):
        received = await say(desk, ada, text)
        await turns.run_next(desk, received.conversation_id)

    report = await read_report(desk, ruth, days=30)

    (script,) = report.scripts
    assert (script.id, script.asked, script.repeated) == ("utter_ask_order", 2, 1)


async def test_rates_are_for_those_who_see_every_team(
    desk: Desk, maya: Person, ruth: Person
) -> None:
    assert (await read_report(desk, ruth, days=1)).total.rate is None
    with pytest.raises(NotAllowed):
        await read_report(desk, maya, days=30)

"""The customer corrects what is passed on; the sealed packet stays as it was."""

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person
from handoff.errors import IllegalTransition, NotFound, ValidationFailed
from handoff.services import conversations, handoffs, turns
from handoff.services.packet_corrections import correct_packet
from handoff.storage import complaints, memories
from tests.support.builders import a_customer, an_agent, queued, say
from tests.support.logs import log_of


async def waiting(desk: Desk, who: Customer) -> str:
    """A conversation that waits, with an order number on its card."""
    received = await say(desk, who, "My parcel 4471-0093 is late")
    await turns.run_next(desk, received.conversation_id)
    await handoffs.request_by_customer(desk, who, conversation_id=None)
    return received.conversation_id


async def test_a_correction_is_on_the_card_and_beside_the_packet(
    desk: Desk, ada: Customer
) -> None:
    conversation_id = await waiting(desk, ada)
    maya = await an_agent(desk, teams=["delivery"])
    before = await conversations.agent_snapshot(
        desk, maya, conversation_id=conversation_id
    )

    seq = await correct_packet(
        desk,
        ada,
        conversation_id=conversation_id,
        name="order_number",
        value="4471-0095",
    )

    after = await conversations.agent_snapshot(
        desk, maya, conversation_id=conversation_id
    )
    hers = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    event = (await log_of(desk, conversation_id))[-1]
    assert after.packet == before.packet
    (correction,) = after.corrections
    assert (correction["old"], correction["new"]) == ("4471-0093", "4471-0095")
    assert (event.seq, event.type) == (seq, EventType.PACKET_CORRECTED)
    assert event.author.kind == "customer"
    assert hers.handoff is not None
    card = {fact.name: fact.value for fact in hers.handoff.passed_on}
    assert card["order_number"] == "4471-0095"


async def test_the_case_and_the_bot_learn_what_is_right(
    desk: Desk, ada: Customer
) -> None:
    conversation_id = await waiting(desk, ada)

    await correct_packet(
        desk, ada, conversation_id=conversation_id, name="order_number", value="77"
    )

    case = await desk.reader.read(lambda c: complaints.read_of(c, conversation_id))
    memory = await desk.reader.read(lambda c: memories.read(c, conversation_id))
    assert case is not None
    assert case.facts.order_number == "77"
    assert memory.slots["order_number"] == "77"


async def test_the_same_value_again_is_no_correction(desk: Desk, ada: Customer) -> None:
    conversation_id = await waiting(desk, ada)
    log = await log_of(desk, conversation_id)

    await correct_packet(
        desk,
        ada,
        conversation_id=conversation_id,
        name="order_number",
        value="4471-0093",
    )

    assert await log_of(desk, conversation_id) == log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reference", "FL-1"),
        ("magic", "x"),
        ("order_number", ""),
        ("order_number", "x" * 301),
    ],
)
async def test_what_cannot_be_corrected_is_refused(
    desk: Desk, ada: Customer, name: str, value: str
) -> None:
    conversation_id = await waiting(desk, ada)

    with pytest.raises(ValidationFailed):
        await correct_packet(
            desk, ada, conversation_id=conversation_id, name=name, value=value
        )


async def test_nobody_corrects_for_another_or_when_nothing_is_passed_on(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, _ = await queued(desk, ada)
    eve = await a_customer(desk, "Eve")
    idle = (await say(desk, eve, "Hello")).conversation_id

    with pytest.raises(NotFound):
        await correct_packet(
            desk, eve, conversation_id=conversation_id, name="amount", value="1"
        )
    with pytest.raises(IllegalTransition):
        await correct_packet(desk, eve, conversation_id=idle, name="amount", value="1")

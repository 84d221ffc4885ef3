"""The customer's say in what is passed on: corrections beside the sealed packet."""

from typing import Any, Final

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import Author, AuthorKind, EventType
from handoff.domain.principal import Customer
from handoff.domain.text import check_text
from handoff.errors import IllegalTransition, ValidationFailed
from handoff.services import complaints
from handoff.services.access import Verb, require
from handoff.storage import handoffs, memories
from handoff.storage import packet_corrections as rows
from handoff.storage.unit import Unit

LONGEST: Final = 300
FIXED: Final = frozenset({"reference"})
"""Facts of ours, which no customer changes."""


async def correct_packet(
    desk: Desk, who: Customer, *, conversation_id: str, name: str, value: str
) -> int:
    """One fact of the customer's card is as they say; agents see both.

    Args:
        desk: the desk.
        who: the customer.
        conversation_id: their conversation, while it waits for or is with a person.
        name: of a fact on the card.
        value: what is right, at most 300 characters.

    Returns:
        The seq of the event; the conversation's last one when nothing changed.

    Raises:
        ValidationFailed: the card has no such fact, or the value is empty or too long.
        NotFound: the conversation is not theirs.
        IllegalTransition: nothing is being passed on now.
    """
    value = check_text(value, field="value", longest=LONGEST)

    def correct(unit: Unit) -> int:
        held = unit.conversation(conversation_id)
        conversation = require(who, Verb.WRITE_AS_CUSTOMER, held)
        card = _card(unit, conversation)
        fact = next((one for one in card if one["name"] == name), None)
        if fact is None or name in FIXED:
            raise ValidationFailed("no such fact", details={"field": "name"})
        if fact["value"] == value:
            return conversation.last_seq
        return _keep(unit, who, conversation, card, fact, value)

    return await desk.writer.change(correct, conversation_id=conversation_id)


def _card(unit: Unit, conversation: Conversation) -> list[dict[str, Any]]:
    """The facts that the customer sees on the card of their open handoff."""
    open_now = conversation.status in (Status.QUEUED, Status.ASSIGNED)
    if not open_now or conversation.handoff_id is None:
        raise IllegalTransition(
            "conversation", conversation.status.value, "be corrected"
        )
    handoff = handoffs.read(unit.sql(), conversation.handoff_id)
    return [] if handoff is None else list(handoff.passed_on)


def _keep(
    unit: Unit,
    who: Customer,
    conversation: Conversation,
    card: list[dict[str, Any]],
    fact: dict[str, Any],
    value: str,
) -> int:
    handoff_id, name = str(conversation.handoff_id), fact["name"]
    about = {"name": name, "label": fact["label"], "old": fact["value"], "new": value}
    event = unit.append(
        conversation,
        EventType.PACKET_CORRECTED,
        Author(AuthorKind.CUSTOMER, who.customer_id),
        {"handoff_id": handoff_id, **about},
    )
    connection = unit.sql()
    rows.add(connection, handoff_id=handoff_id, seq=event.seq, at=unit.now, **about)
    shown = [{**one, "value": value} if one is fact else one for one in card]
    rows.show(connection, handoff_id, shown)
    _tell_bot(unit, conversation, name, value)
    if name == "order_number":
        complaints.learn(unit, conversation.conversation_id, order_number=value)
    elif name == "remedy":
        complaints.learn(unit, conversation.conversation_id, remedy_sought=value)
    return event.seq


def _tell_bot(unit: Unit, conversation: Conversation, name: str, value: str) -> None:
    """Should the bot get the conversation back, it knows what is right."""
    memory = memories.read(unit.sql(), conversation.conversation_id)
    if name not in memory.slots:
        return
    memory.slots[name] = value
    if name == "order_number":
        memory.slots.pop("order", None)  # it is another order's
    memories.write(unit.sql(), conversation.conversation_id, memory)

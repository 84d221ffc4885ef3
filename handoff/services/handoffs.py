"""Handoffs: asking for a person, accepting, giving back, resolving."""

from typing import Any

from sqlalchemy import Row

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import EventType
from handoff.domain.handoff import HandoffStatus, Reason
from handoff.domain.principal import Customer, Person
from handoff.domain.protocol import Stop
from handoff.domain.text import check_note
from handoff.domain.timer import Subject
from handoff.domain.views import AgentSnapshot
from handoff.errors import (
    HandoffAlreadyTaken,
    IllegalTransition,
    NotFound,
)
from handoff.services import complaints, conversations, offers, timers
from handoff.services.access import Verb, author_of, require
from handoff.services.assigning import give_to, release, require_room
from handoff.services.messages import require_owner
from handoff.services.queueing import hand_over, request_from_memory, say_as_system
from handoff.services.resolutions import Resolution, check_resolution, close_case
from handoff.storage import handoffs, memories, records
from handoff.storage.unit import Unit


async def request_by_customer(
    desk: Desk, who: Customer, *, conversation_id: str | None
) -> str:
    """The customer waits for a person; asking again changes nothing.

    Returns:
        The conversation's id; it is made when there was none.

    Raises:
        NotFound: the conversation is not theirs.
        IllegalTransition: the conversation is closed.
    """

    def request(unit: Unit) -> str:
        if conversation_id is None:
            found = unit.open_conversation_of(who.customer_id)
            conversation = found or unit.start_conversation(
                desk.ids.new("cnv"), who.customer_id
            )
        else:
            conversation = require(
                who, Verb.WRITE_AS_CUSTOMER, unit.conversation(conversation_id)
            )
        if conversation.status is Status.CLOSED:
            raise IllegalTransition("conversation", "closed", "ask for a person")
        memory = memories.read(unit.sql(), conversation.conversation_id)
        asked = request_from_memory(desk, conversation, memory, Reason.CUSTOMER_REQUEST)
        hand_over(desk, unit, conversation, asked, memory, asked_by=who)
        return conversation.conversation_id

    return await desk.writer.change(request, conversation_id=conversation_id)


async def accept(desk: Desk, who: Person, *, handoff_id: str) -> AgentSnapshot:
    """The person owns the conversation; exactly one can win.

    Raises:
        NotFound: no such handoff, or it is not for this person to see.
        HandoffAlreadyTaken: `details.agent` was first.
        AtCapacity: the person holds as much as they can.
        IllegalTransition: it no longer waits.
    """

    def take(unit: Unit) -> str:
        handoff = handoffs.read(unit.sql(), handoff_id)
        found = None if handoff is None else unit.conversation(handoff.conversation_id)
        conversation = require(who, Verb.ACCEPT, found)
        if handoff is None:
            raise NotFound("no such handoff")
        if _takes(desk, unit, who, handoff):
            why = offers.settle(unit, handoff_id, taken_by=who.person_id)
            give_to(desk, unit, conversation, handoff, who, why=why)
            _note(unit, who, "handoff.accept", handoff_id)
        return conversation.conversation_id

    conversation_id = await desk.writer.change(take)
    return await conversations.agent_snapshot(
        desk, who, conversation_id=conversation_id
    )


async def return_to_bot(
    desk: Desk, who: Person, *, conversation_id: str, epoch: int, note: str
) -> None:
    """The bot owns the conversation again and knows that a person had it.

    Raises:
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
        IllegalTransition: a protocol keeps the bot out of this conversation.
    """
    note = check_note(note)

    def give_back(unit: Unit) -> None:
        conversation = require(
            who, Verb.WRITE_AS_AGENT, unit.conversation(conversation_id)
        )
        require_owner(who, conversation, epoch)
        handoff_id = conversation.handoff_id
        memory = memories.read(unit.sql(), conversation_id)
        _require_bot_allowed(desk, unit, handoff_id, memory)
        conversation.return_to_bot()
        complaints.give_to_bot(unit, conversation_id)
        unit.append(
            conversation,
            EventType.HANDOFF_RETURNED,
            author_of(who),
            {"handoff_id": handoff_id, "note": note},
        )
        say_as_system(desk, unit, conversation, "returned_to_bot", agent_name=who.name)
        _end(unit, who, conversation, handoff_id, HandoffStatus.RETURNED, note)
        # The bot shall know, and shall not ask for a person for the old reason again.
        # The handoff's id tells a second return from the first.
        memory.slots["returned_from_agent"] = handoff_id
        memories.write(unit.sql(), conversation_id, memory)

    await desk.writer.change(give_back, conversation_id=conversation_id)


async def resolve(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    epoch: int,
    given: Resolution,
    note: str,
) -> None:
    """The conversation is closed and its case settled; the customer will be asked.

    Raises:
        ValidationFailed: a part of the resolution is on none of the policies' lists.
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
    """
    note = check_note(note)
    given = check_resolution(desk, given)

    def settle(unit: Unit) -> None:
        conversation = require(
            who, Verb.WRITE_AS_AGENT, unit.conversation(conversation_id)
        )
        require_owner(who, conversation, epoch)
        handoff_id = conversation.handoff_id
        conversation.resolve()
        unit.append(
            conversation,
            EventType.HANDOFF_RESOLVED,
            author_of(who),
            {
                "handoff_id": handoff_id,
                "outcome": given.outcome,
                "remedy": given.remedy,
                "root_cause": given.root_cause,
                "note": note,
            },
        )
        say_as_system(desk, unit, conversation, "resolved", agent_name=who.name)
        ended = _end(
            unit,
            who,
            conversation,
            handoff_id,
            HandoffStatus.RESOLVED,
            note,
            outcome=given.outcome,
        )
        close_case(desk, unit, conversation, given, handoff_id=ended)

    await desk.writer.change(settle, conversation_id=conversation_id)


def _takes(desk: Desk, unit: Unit, who: Person, handoff: Row[Any]) -> bool:
    """Whether the person takes it now; False when they already have it."""
    if handoff.status == HandoffStatus.ACCEPTED.value:
        if handoff.agent_id == who.person_id:
            return False
    elif handoff.status != HandoffStatus.QUEUED.value:
        raise IllegalTransition("handoff", handoff.status, "be accepted")
    else:
        require_room(desk, unit, who.person_id, handoff.priority)
        return True
    raise HandoffAlreadyTaken(
        f"{handoff.agent_name} has taken this over",
        details={"agent": {"id": handoff.agent_id, "name": handoff.agent_name}},
    )


def _require_bot_allowed(
    desk: Desk, unit: Unit, handoff_id: str | None, memory: memories.Memory
) -> None:
    handoff = None if handoff_id is None else handoffs.read(unit.sql(), handoff_id)
    protocols = desk.policies.protocols
    asked = None if handoff is None else handoff.signal
    signals = protocols.in_force(asked, memory.rating)
    # Most of what the bot says about a complaint leads to an offer.
    if any(protocols.stops(stop, signals) for stop in (Stop.SCRIPTS, Stop.OFFERS)):
        raise IllegalTransition(
            "conversation", f"under the {signals[0]} protocol", "return to the bot"
        )


def _end(
    unit: Unit,
    who: Person,
    conversation: Conversation,
    handoff_id: str | None,
    status: HandoffStatus,
    note: str,
    *,
    outcome: str | None = None,
) -> str:
    if handoff_id is None:
        raise NotFound("the conversation has no open handoff")
    connection, now = unit.sql(), unit.now
    handoffs.end(
        connection, handoff_id, status=status, outcome=outcome, note=note, now=now
    )
    release(unit, conversation, who.person_id)
    timers.cancel(unit, Subject("handoff", handoff_id))
    _note(unit, who, f"handoff.{status.value}", handoff_id)
    return handoff_id


def _note(unit: Unit, who: Person, verb: str, handoff_id: str) -> None:
    records.note_action(
        unit.sql(),
        who,
        verb,
        object_kind="handoff",
        object_id=handoff_id,
        at=unit.now,
    )

"""How a conversation stands, put together from its rows at one moment."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.doors import show_phone
from handoff.domain.packet import message_view
from handoff.domain.views import (
    AgentSnapshot,
    CustomerHandoff,
    CustomerSnapshot,
    DoorView,
    HandoffView,
    OwnerView,
    PassedOn,
    PersonRef,
    Place,
    TeamView,
)
from handoff.services.case_views import view_case
from handoff.services.clock_views import draw_clocks
from handoff.services.waits import expect_wait
from handoff.storage import (
    customers,
    doors,
    events,
    handoffs,
    line,
    memories,
    packet_corrections,
    turns,
)
from handoff.storage.memories import Memory

Handoff = Row[*tuple[Any, ...]]


def draw_for_customer(
    connection: Connection, desk: Desk, conversation: Conversation
) -> CustomerSnapshot:
    """The conversation as its customer may know it."""
    return CustomerSnapshot(
        conversation_id=conversation.conversation_id,
        status=conversation.status.value,
        owner=_owner(conversation),
        last_seq=conversation.last_seq,
        handoff=_customer_handoff(connection, desk, conversation),
        turn_running=conversation.status is Status.BOT
        and turns.is_running(connection, conversation.conversation_id),
    )


def draw_for_agent(
    connection: Connection, desk: Desk, conversation: Conversation
) -> AgentSnapshot:
    """The conversation with all that an agent may know."""
    latest = handoffs.read_latest(connection, conversation.conversation_id)
    memory = memories.read(connection, conversation.conversation_id)
    return AgentSnapshot(
        conversation_id=conversation.conversation_id,
        status=conversation.status.value,
        owner=_owner(conversation),
        epoch=conversation.epoch,
        last_seq=conversation.last_seq,
        customer=customers.profile(connection, conversation.customer_id),
        rating=memory.rating,
        handoff=None if latest is None else draw_handoff(latest),
        packet=None if latest is None else read_packet(connection, latest.handoff_id),
        guidance=_guidance(desk, latest, memory),
        topic=conversation.topic,
        complaint=view_case(connection, conversation.conversation_id),
        corrections=_corrections(connection, latest),
        clocks=draw_clocks(connection, desk, conversation.conversation_id),
        door=_door(connection, conversation.conversation_id),
    )


def draw_handoff(handoff: Handoff) -> HandoffView:
    """The handoff as agents see it."""
    return HandoffView(
        handoff_id=handoff.handoff_id,
        status=handoff.status,
        reason=handoff.reason,
        reason_sentence=handoff.reason_sentence,
        priority=handoff.priority,
        team=TeamView(handoff.team_id, handoff.team_name),
        skill=handoff.skill,
        tier=handoff.tier,
        hops=handoff.hops,
        queued_at=handoff.queued_at,
        due_at=handoff.due_at,
        agent=agent_of(handoff),
        why=handoff.why,
        outcome=handoff.outcome,
    )


def read_packet(connection: Connection, handoff_id: str) -> dict[str, Any] | None:
    """The sealed packet, with the transcript's messages read from the log."""
    packet = handoffs.read_packet(connection, handoff_id)
    if packet is None:
        return None
    transcript = packet["transcript"]
    messages = events.read_messages(
        connection, packet["conversation_id"], until=transcript["last_seq"]
    )
    views = [message_view(message) for message in messages]
    return {**packet, "transcript": {**transcript, "messages": views}}


def draw_place(
    connection: Connection, desk: Desk, conversation: Conversation
) -> Place | None:
    """The customer's place and wait; None when they do not wait."""
    if conversation.status is not Status.QUEUED:
        return None
    handoff = _open_handoff(connection, conversation)
    if handoff is None or handoff.not_before is not None:
        return None
    ahead = line.count_ahead(connection, handoff.team_id, line.rank_of(handoff))
    wait = expect_wait(
        connection, desk, handoff.team_id, priority=handoff.priority, ahead=ahead
    )
    return Place(conversation.conversation_id, ahead + 1, wait)


def agent_of(handoff: Handoff) -> PersonRef | None:
    """Who accepted the handoff."""
    if handoff.agent_id is None:
        return None
    return PersonRef(handoff.agent_id, handoff.agent_name)


def _guidance(
    desk: Desk, handoff: Handoff | None, memory: Memory
) -> list[dict[str, Any]]:
    """What the protocols say now: signals may have come since the packet's seal."""
    protocols = desk.policies.protocols
    asked = None if handoff is None else handoff.signal
    return protocols.cards(protocols.in_force(asked, memory.rating))


def _corrections(
    connection: Connection, handoff: Handoff | None
) -> list[dict[str, Any]]:
    """What the customer put right since the packet was sealed."""
    if handoff is None:
        return []
    return packet_corrections.read(connection, handoff.handoff_id)


def _door(connection: Connection, conversation_id: str) -> DoorView | None:
    """The second door that the customer chose last."""
    door = doors.read_latest(connection, conversation_id)
    if door is None:
        return None
    return DoorView(
        id=door.door_id,
        kind=door.kind,
        state=door.state,
        due_at=door.due_at,
        until=door.until,
        email=door.email,
        phone=door.phone and show_phone(door.phone),
        tries=door.tries,
    )


def _owner(conversation: Conversation) -> OwnerView:
    return OwnerView(
        conversation.owner_kind.value, conversation.owner_id, conversation.owner_name
    )


def _open_handoff(connection: Connection, conversation: Conversation) -> Handoff | None:
    waits_or_talks = conversation.status in (Status.QUEUED, Status.ASSIGNED)
    if conversation.handoff_id is None or not waits_or_talks:
        return None
    return handoffs.read(connection, conversation.handoff_id)


def _customer_handoff(
    connection: Connection, desk: Desk, conversation: Conversation
) -> CustomerHandoff | None:
    handoff = _open_handoff(connection, conversation)
    if handoff is None:
        return None
    place = draw_place(connection, desk, conversation)
    door = doors.read_latest(connection, conversation.conversation_id)
    return CustomerHandoff(
        reason=handoff.reason,
        team=TeamView(handoff.team_id, handoff.team_name),
        position=None if place is None else place.position,
        wait=None if place is None else place.wait,
        due=door.due_at if door is not None and door.state == "open" else None,
        passed_on=msgspec.convert(handoff.passed_on, list[PassedOn]),
        agent=agent_of(handoff),
    )

"""A case that is not settled after all: open again, one tier up, with everything."""

from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM, EventType, Visibility
from handoff.domain.follow_up import FollowUp
from handoff.domain.handoff import Reason
from handoff.services import complaints
from handoff.services.queueing import hand_over, request_from_memory
from handoff.storage import complaints as cases
from handoff.storage import handoffs, memories
from handoff.storage.unit import Unit


def reopen_case(
    desk: Desk, unit: Unit, conversation: Conversation, follow_up: FollowUp
) -> None:
    """The case waits for the tier above the one that settled it.

    The conversation goes on where it ended. When the customer has begun another one
    since, that one is handed over instead and joins the case; when a person has it
    already, they read that the earlier matter is not settled.
    """
    connection = unit.sql()
    case = cases.read_of(connection, conversation.conversation_id)
    note = _note(desk, unit, follow_up)
    if case is not None:
        case = complaints.reopen(unit, case)
    current = unit.open_conversation_of(conversation.customer_id)
    if current is None:
        conversation.reopen()
        current = conversation
    elif case is not None:
        cases.link(connection, case.complaint_id, current.conversation_id, now=unit.now)
    if current.status is not Status.BOT:
        _tell_agent(unit, current, note)
        return
    memory = memories.read(unit.sql(), current.conversation_id)
    request = request_from_memory(desk, current, memory, Reason.REPEAT_CONTACT)
    tier = 2 if case is None else case.stage.tier
    hand_over(
        desk,
        unit,
        current,
        replace(request, tier=tier, note=note),
        memory,
        asked_by=None,
    )


def _note(desk: Desk, unit: Unit, follow_up: FollowUp) -> str:
    """Why it is back, for whoever takes it."""
    handoff = handoffs.read(unit.sql(), follow_up.handoff_id)
    outcome = next(
        (
            known.name
            for known in desk.policies.desk.outcomes
            if handoff is not None and known.id == handoff.outcome
        ),
        "",
    )
    return desk.words.phrase(
        "not_settled",
        name=(handoff and handoff.agent_name) or "",
        date=desk.words.date((handoff and handoff.ended_at) or unit.now),
        outcome=outcome,
    )


def _tell_agent(unit: Unit, conversation: Conversation, note: str) -> None:
    unit.append(
        conversation,
        EventType.MESSAGE_CREATED,
        SYSTEM,
        {"text": note},
        visibility=Visibility.INTERNAL,
    )

"""A case that is not settled after all: open again, one tier up, with everything."""

from msgspec.structs import replace

from handoff.desk import Desk
from handoff.domain.complaint import Case, CaseStatus, HolderKind, Stage
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

    The conversation goes on where it ended. A customer may have begun another one
    since: that one is handed over and joins the case, unless it has a case of its own;
    when a person has it, they read that the earlier matter is not settled.
    """
    case = cases.read_of(unit.sql(), conversation.conversation_id)
    note = _note(desk, unit, follow_up)
    if case is not None:
        case = complaints.reopen(unit, case)
    current = unit.open_conversation_of(conversation.customer_id)
    if current is None:
        _go_on(desk, unit, conversation, case, note)
        return
    if case is not None and cases.read_of(unit.sql(), current.conversation_id) is None:
        cases.link(unit.sql(), case.complaint_id, current.conversation_id, now=unit.now)
    if current.status is Status.BOT:
        _hand_over(desk, unit, current, case, note)
    else:
        _tell_agent(unit, current, note)


def take_up_again(desk: Desk, unit: Unit, customer_id: str) -> None:
    """A reopened case that waited for the customer's other conversation goes on now."""
    if unit.open_conversation_of(customer_id) is not None:
        return
    waiting = [
        case
        for case in cases.read_customers(unit.sql(), customer_id)
        if case.status is CaseStatus.OPEN
        and case.reopened
        and case.holder.kind is not HolderKind.BOT
    ]
    for case in waiting:
        spans = cases.conversations_of(unit.sql(), [case.complaint_id])
        last = unit.conversation(spans[case.complaint_id][-1][0])
        if last is not None and last.status is Status.CLOSED:
            note = desk.words.phrase("still_open", reference=case.reference)
            _go_on(desk, unit, last, case, note)
            return


def _go_on(
    desk: Desk, unit: Unit, conversation: Conversation, case: Case | None, note: str
) -> None:
    conversation.reopen()
    _hand_over(desk, unit, conversation, case, note)


def _hand_over(
    desk: Desk, unit: Unit, conversation: Conversation, case: Case | None, note: str
) -> None:
    memory = memories.read(unit.sql(), conversation.conversation_id)
    request = request_from_memory(desk, conversation, memory, Reason.REPEAT_CONTACT)
    # Above the front line, where there is no case to say how high it had come.
    tier = Stage.TIER_2.tier if case is None else case.stage.tier
    hand_over(
        desk,
        unit,
        conversation,
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

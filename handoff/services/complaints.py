"""Complaint cases: opened once, held by somebody at every moment, settled, reopened."""

from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.complaint import (
    ALPHABET,
    BOT_HOLDER,
    RANDOM_PART,
    Case,
    CaseFacts,
    CaseStatus,
    Holder,
    Stage,
    belongs,
    facts_of,
    make_reference,
    same_case,
)
from handoff.domain.conversation import Conversation
from handoff.domain.handoff import HandoffRequest
from handoff.errors import InternalError
from handoff.storage import complaints as rows
from handoff.storage import events
from handoff.storage.memories import Memory
from handoff.storage.unit import Unit

TRIES: Final = 20
"""References drawn until one is free: with millions of them, one nearly always does."""


def notice_complaint(
    desk: Desk, unit: Unit, conversation: Conversation, memory: Memory, *, seq: int
) -> None:
    """The conversation belongs to a case if it has expressed dissatisfaction by now.

    Args:
        desk: its policies say what is a complaint.
        unit: the transaction.
        conversation: with its topic as of now.
        memory: what the bot and triage know as of now.
        seq: the customer's message that has just been understood.
    """
    priority = (memory.rating or {}).get("priority")
    policy = desk.policies.cases
    if policy.expresses_dissatisfaction(conversation.topic, priority):
        facts = facts_of(conversation.topic, memory.slots)
        _ensure_case(desk, unit, conversation, facts, seq=seq)


def hold_for_team(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    request: HandoffRequest,
    team: Holder,
    *,
    tier: int = 1,
) -> Case:
    """The conversation's case, now the team's, at the tier or where it was above it."""
    facts = facts_of(request.topic or conversation.topic, request.facts)
    case = _ensure_case(desk, unit, conversation, facts, seq=conversation.last_seq)
    stage = Stage.of_tier(max(case.stage.tier, tier))
    return _change(unit, case, stage=stage, holder=team)


def hand_to(unit: Unit, conversation_id: str, holder: Holder) -> None:
    """Whoever has the conversation now is accountable for its case."""
    case = rows.read_of(unit.sql(), conversation_id)
    if case is not None:
        _change(unit, case, holder=holder)


def climb_to(unit: Unit, conversation_id: str, holder: Holder, *, tier: int) -> None:
    """Whoever has the conversation now is accountable, at the tier or above it."""
    case = rows.read_of(unit.sql(), conversation_id)
    if case is not None:
        stage = Stage.of_tier(max(case.stage.tier, tier))
        _change(unit, case, stage=stage, holder=holder)


def give_to_bot(unit: Unit, conversation_id: str) -> None:
    """The bot is accountable again; how high the case had climbed is kept."""
    hand_to(unit, conversation_id, BOT_HOLDER)


def settle(
    unit: Unit,
    conversation_id: str,
    *,
    outcome: str,
    remedy_given: str,
    root_cause: str,
) -> Case | None:
    """The conversation's case is settled; None when it has none."""
    case = rows.read_of(unit.sql(), conversation_id)
    if case is None:
        return None
    return _change(
        unit,
        case,
        status=CaseStatus.SETTLED,
        settled_at=unit.now,
        outcome=outcome,
        remedy_given=remedy_given,
        root_cause=root_cause,
    )


def reopen(unit: Unit, case: Case) -> Case:
    """The case is open again, one stage up; what was done so far stays on record."""
    return _reopen(unit, case, stage=case.stage.next, holder=case.holder)


def _reopen(unit: Unit, case: Case, *, stage: Stage, holder: Holder) -> Case:
    return _change(
        unit,
        case,
        status=CaseStatus.OPEN,
        settled_at=None,
        stage=stage,
        holder=holder,
        reopened=case.reopened + 1,
    )


def learn(unit: Unit, conversation_id: str, **facts: str) -> None:
    """The conversation's case has these facts in place of its own."""
    case = rows.read_of(unit.sql(), conversation_id)
    if case is not None:
        known = msgspec.structs.replace(case.facts, **facts)
        _change(unit, case, facts=known)


def _ensure_case(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    facts: CaseFacts,
    *,
    seq: int,
) -> Case:
    """The case that the conversation belongs to, found or opened."""
    conversation_id = conversation.conversation_id
    case = rows.read_of(unit.sql(), conversation_id)
    if case is not None and belongs(case, conversation_id, facts):
        return _change(unit, case, facts=case.facts.filled_from(facts))
    known = rows.read_customers(unit.sql(), conversation.customer_id)
    days = desk.policies.cases.complaints.reopen_days
    found = same_case(known, facts, since=unit.now - timedelta(days=days))
    if found is None:
        found = _open(desk, unit, conversation, facts, seq=seq)
    elif found.status is CaseStatus.SETTLED:
        found = _reopen(unit, found, stage=found.stage, holder=BOT_HOLDER)
    if case is None:
        rows.link(unit.sql(), found.complaint_id, conversation_id, now=unit.now)
    else:
        rows.link_anew(unit.sql(), found.complaint_id, conversation_id)
    return _change(unit, found, facts=found.facts.filled_from(facts))


def _open(
    desk: Desk, unit: Unit, conversation: Conversation, facts: CaseFacts, *, seq: int
) -> Case:
    connection = unit.sql()
    said = events.read_one(connection, conversation.conversation_id, seq)
    case = Case(
        complaint_id=desk.ids.new("cmp"),
        reference=_draw_reference(desk, connection),
        customer_id=conversation.customer_id,
        facts=facts,
        stage=Stage.PRELIMINARY,
        status=CaseStatus.OPEN,
        holder=BOT_HOLDER,
        opened_in=conversation.conversation_id,
        opened_seq=seq,
        opened_at=unit.now if said is None else said.at,
    )
    rows.add(connection, case)
    return case


def _draw_reference(desk: Desk, connection: Connection) -> str:
    for _ in range(TRIES):
        reference = make_reference(desk.ids.draw(ALPHABET, RANDOM_PART))
        if not rows.has_reference(connection, reference):
            return reference
    raise InternalError("no free reference was drawn")


def _change(unit: Unit, case: Case, **changes: Any) -> Case:
    after = msgspec.structs.replace(case, **changes)
    if after != case:
        rows.change(unit.sql(), case, after, now=unit.now)
    return after

"""Complaint cases as others see them: the bot, the customer, agents, the packet."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from handoff.clock import iso
from handoff.desk import Desk
from handoff.domain.complaint import Case, CaseStatus, CaseView
from handoff.domain.conversation import Conversation
from handoff.domain.principal import Person
from handoff.services.access import Verb, can, require
from handoff.storage import complaints as rows
from handoff.storage import conversations


class Visit(msgspec.Struct, frozen=True):
    """One conversation of a case; without an id it is not for the asker to open."""

    conversation_id: str | None
    at: datetime
    here: bool


class HistoryCase(msgspec.Struct, frozen=True):
    """A case with the conversations that it spans, oldest first."""

    case: CaseView
    conversations: list[Visit]


def previous_slots(
    connection: Connection, desk: Desk, conversation: Conversation
) -> dict[str, Any]:
    """The slots that tell the bot of the customer's cases (docs/protocol.md, slots)."""
    cases = rows.read_customers(connection, conversation.customer_id)
    here = conversation.conversation_id
    earlier = [case for case in cases if case.opened_in != here]
    shown = desk.policies.cases.complaints.previous_shown
    latest = next((c for c in cases if c.status is CaseStatus.OPEN), None) or next(
        iter(cases), None
    )
    return {
        "previous": [_brief(case) for case in earlier[:shown]] or None,
        "complaint_reference": latest and latest.reference,
        "complaint_standing": latest and standing(desk, latest),
    }


def standing(desk: Desk, case: Case) -> str:
    """How the case stands, as a sentence for the customer."""
    name = case.holder.name or ""
    since = case.settled_at or case.opened_at
    key = "settled" if case.status is CaseStatus.SETTLED else case.holder.kind.value
    date = desk.words.date(since)
    stage = desk.words.phrase(f"stage.{case.stage.value}")
    return desk.words.phrase(f"standing.{key}", name=name, date=date, stage=stage)


def view_case(connection: Connection, conversation_id: str) -> CaseView | None:
    """The conversation's case as agents see it."""
    case = rows.read_of(connection, conversation_id)
    return None if case is None else draw_case(connection, case)


def draw_case(connection: Connection, case: Case) -> CaseView:
    """The case with its whole ladder."""
    return CaseView(
        reference=case.reference,
        topic=case.facts.topic,
        order_number=case.facts.order_number,
        remedy_sought=case.facts.remedy_sought,
        stage=case.stage,
        status=case.status,
        holder=case.holder,
        opened_at=case.opened_at,
        settled_at=case.settled_at,
        outcome=case.outcome,
        remedy_given=case.remedy_given,
        root_cause=case.root_cause,
        reopened=case.reopened,
        stages=rows.read_stages(connection, case.complaint_id),
    )


def previous_for_packet(
    connection: Connection, customer_id: str, *, without: str
) -> list[dict[str, Any]]:
    """The customer's other cases, newest first, in plain JSON."""
    cases = [
        case
        for case in rows.read_customers(connection, customer_id)
        if case.complaint_id != without
    ]
    spans = rows.conversations_of(connection, [case.complaint_id for case in cases])
    return [
        {
            **_brief(case),
            "stage": case.stage.value,
            "outcome": case.outcome,
            "remedy_given": case.remedy_given,
            "conversations": [one for one, _ in spans.get(case.complaint_id, [])],
        }
        for case in cases
    ]


def _brief(case: Case) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "topic": case.facts.topic,
        "status": case.status.value,
        "opened_at": iso(case.opened_at),
        "order_number": case.facts.order_number,
    }


async def read_history(
    desk: Desk, who: Person, *, conversation_id: str
) -> list[HistoryCase]:
    """Every case of the conversation's customer, newest first.

    Raises:
        NotFound: the conversation is not for this person to see.
    """

    def draw(connection: Connection) -> list[HistoryCase]:
        found = conversations.read(connection, conversation_id)
        here = require(who, Verb.READ, found)
        cases = rows.read_customers(connection, here.customer_id)
        spans = rows.conversations_of(connection, [c.complaint_id for c in cases])
        return [
            HistoryCase(
                draw_case(connection, case),
                [
                    _visit(connection, who, one, at, here)
                    for one, at in spans.get(case.complaint_id, [])
                ],
            )
            for case in cases
        ]

    return await desk.reader.read(draw)


def _visit(
    connection: Connection, who: Person, visit_id: str, at: datetime, here: Conversation
) -> Visit:
    found = conversations.read(connection, visit_id)
    may_open = found is not None and can(who, Verb.READ, found)
    return Visit(visit_id if may_open else None, at, visit_id == here.conversation_id)

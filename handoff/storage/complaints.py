"""Complaint cases: their rows, their stages, and the conversations they span."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from handoff.domain.complaint import (
    Case,
    CaseFacts,
    CaseStatus,
    Holder,
    HolderKind,
    Stage,
    StageView,
)
from handoff.storage.case_tables import (
    complaint_conversations,
    complaint_stages,
    complaints,
)

MOST: Final = 50
"""Cases of one customer that are looked at, newest first."""


def add(connection: Connection, case: Case) -> None:
    """The case exists; whoever holds it has been accountable since it was opened."""
    connection.execute(
        insert(complaints).values(
            complaint_id=case.complaint_id,
            reference=case.reference,
            customer_id=case.customer_id,
            opened_in=case.opened_in,
            opened_seq=case.opened_seq,
            opened_at=case.opened_at,
            reopened=case.reopened,
            **_changing(case),
        )
    )
    _start_stage(connection, case, now=case.opened_at)


def change(connection: Connection, before: Case, after: Case, *, now: datetime) -> None:
    """The case is as `after`; a new stage or holder begins a row of its ladder."""
    connection.execute(
        update(complaints)
        .where(complaints.c.complaint_id == after.complaint_id)
        .values(reopened=after.reopened, **_changing(after))
    )
    if (before.stage, before.holder) != (after.stage, after.holder):
        _end_stage(connection, after.complaint_id, now=now)
        _start_stage(connection, after, now=now)
    elif after.status is CaseStatus.SETTLED:
        _end_stage(connection, after.complaint_id, now=now)
    elif before.status is CaseStatus.SETTLED:
        _start_stage(connection, after, now=now)


def has_reference(connection: Connection, reference: str) -> bool:
    """Whether a case bears the reference."""
    query = select(complaints.c.complaint_id).where(complaints.c.reference == reference)
    return connection.scalar(query) is not None


def read(connection: Connection, complaint_id: str) -> Case | None:
    """The case of that id."""
    query = select(complaints).where(complaints.c.complaint_id == complaint_id)
    return _first(connection, query)


def read_of(connection: Connection, conversation_id: str) -> Case | None:
    """The case that the conversation belongs to."""
    link = complaint_conversations.c
    query = (
        select(complaints)
        .join(complaint_conversations, link.complaint_id == complaints.c.complaint_id)
        .where(link.conversation_id == conversation_id)
    )
    return _first(connection, query)


def read_customers(connection: Connection, customer_id: str) -> list[Case]:
    """The customer's cases, newest first."""
    rows = connection.execute(
        select(complaints)
        .where(complaints.c.customer_id == customer_id)
        .order_by(complaints.c.opened_at.desc(), complaints.c.complaint_id.desc())
        .limit(MOST)
    )
    return [_case(row) for row in rows]


def link(
    connection: Connection, complaint_id: str, conversation_id: str, *, now: datetime
) -> None:
    """The conversation belongs to the case, and to no other."""
    changed = connection.execute(
        update(complaint_conversations)
        .where(complaint_conversations.c.conversation_id == conversation_id)
        .values(complaint_id=complaint_id)
    )
    if changed.rowcount == 0:
        connection.execute(
            insert(complaint_conversations).values(
                complaint_id=complaint_id,
                conversation_id=conversation_id,
                linked_at=now,
            )
        )


def conversations_of(
    connection: Connection, complaint_ids: Sequence[str]
) -> dict[str, list[tuple[str, datetime]]]:
    """The conversations of each case with the moments they joined it, oldest first."""
    c = complaint_conversations.c
    rows = connection.execute(
        select(c.complaint_id, c.conversation_id, c.linked_at)
        .where(c.complaint_id.in_(list(complaint_ids)))
        .order_by(c.linked_at, c.conversation_id)
    )
    found: dict[str, list[tuple[str, datetime]]] = {}
    for complaint_id, conversation_id, linked_at in rows:
        found.setdefault(complaint_id, []).append((conversation_id, linked_at))
    return found


def read_stages(connection: Connection, complaint_id: str) -> list[StageView]:
    """Who was accountable from when to when, oldest first."""
    s = complaint_stages.c
    rows = connection.execute(
        select(complaint_stages).where(s.complaint_id == complaint_id).order_by(s.place)
    )
    return [
        StageView(Stage(row.stage), _holder(row), row.started_at, row.ended_at)
        for row in rows
    ]


def _changing(case: Case) -> dict[str, Any]:
    return {
        "topic": case.facts.topic,
        "order_number": case.facts.order_number,
        "remedy_sought": case.facts.remedy_sought,
        "stage": case.stage.value,
        "status": case.status.value,
        "settled_at": case.settled_at,
        "outcome": case.outcome,
        "remedy_given": case.remedy_given,
        "root_cause": case.root_cause,
        **_held_by(case.holder),
    }


def _held_by(holder: Holder) -> dict[str, Any]:
    return {
        "holder_kind": holder.kind.value,
        "holder_id": holder.id,
        "holder_name": holder.name,
    }


def _start_stage(connection: Connection, case: Case, *, now: datetime) -> None:
    s = complaint_stages.c
    last = connection.scalar(
        select(func.max(s.place)).where(s.complaint_id == case.complaint_id)
    )
    connection.execute(
        insert(complaint_stages).values(
            complaint_id=case.complaint_id,
            place=(last or 0) + 1,
            stage=case.stage.value,
            started_at=now,
            **_held_by(case.holder),
        )
    )


def _end_stage(connection: Connection, complaint_id: str, *, now: datetime) -> None:
    s = complaint_stages.c
    connection.execute(
        update(complaint_stages)
        .where(s.complaint_id == complaint_id, s.ended_at.is_(None))
        .values(ended_at=now)
    )


def _first(connection: Connection, query: Select[Any]) -> Case | None:
    row = connection.execute(query).first()
    return None if row is None else _case(row)


def _holder(row: Row[*tuple[Any, ...]]) -> Holder:
    return Holder(HolderKind(row.holder_kind), row.holder_id, row.holder_name)


def _case(row: Row[*tuple[Any, ...]]) -> Case:
    return Case(
        complaint_id=row.complaint_id,
        reference=row.reference,
        customer_id=row.customer_id,
        facts=CaseFacts(row.topic, row.order_number, row.remedy_sought),
        stage=Stage(row.stage),
        status=CaseStatus(row.status),
        holder=_holder(row),
        opened_in=row.opened_in,
        opened_seq=row.opened_seq,
        opened_at=row.opened_at,
        settled_at=row.settled_at,
        outcome=row.outcome,
        remedy_given=row.remedy_given,
        root_cause=row.root_cause,
        reopened=row.reopened,
    )

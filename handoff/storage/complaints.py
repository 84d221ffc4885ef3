"""Complaint cases: their rows, their stages, and the conversations they span."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select, update

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
from handoff.storage.prepared import Prepared, prepare_insert

MOST: Final = 50
"""Cases of one customer that are looked at, newest first."""

_C, _LINKS, _STAGES = complaints.c, complaint_conversations.c, complaint_stages.c

# A complaining customer's turn waits for these.
_ADD: Final = prepare_insert(complaints)
_THIS: Final = Prepared(
    select(complaints).where(_C.complaint_id == bindparam("complaint_id"))
)
_BEARING: Final = Prepared(
    select(_C.complaint_id).where(_C.reference == bindparam("reference"))
)
_OF_CONVERSATION: Final = Prepared(
    select(complaints)
    .join(complaint_conversations, _LINKS.complaint_id == _C.complaint_id)
    .where(_LINKS.conversation_id == bindparam("conversation_id"))
)
_OF_CUSTOMER: Final = Prepared(
    select(complaints)
    .where(_C.customer_id == bindparam("customer_id"))
    .order_by(_C.opened_at.desc(), _C.complaint_id.desc())
    .limit(MOST)
)
_LINK: Final = Prepared(
    insert(complaint_conversations).values(
        complaint_id=bindparam("complaint"),
        conversation_id=bindparam("conversation"),
        linked_at=bindparam("linked_at"),
    )
)
_LINK_ANEW: Final = Prepared(
    update(complaint_conversations)
    .where(_LINKS.conversation_id == bindparam("conversation"))
    .values(complaint_id=bindparam("complaint"))
)
_LAST_PLACE: Final = Prepared(
    select(func.max(_STAGES.place)).where(
        _STAGES.complaint_id == bindparam("complaint_id")
    )
)
_START_STAGE: Final = prepare_insert(complaint_stages, but=("ended_at",))


def add(connection: Connection, case: Case) -> None:
    """The case exists; whoever holds it has been accountable since it was opened."""
    _ADD.change(
        connection,
        complaint_id=case.complaint_id,
        reference=case.reference,
        customer_id=case.customer_id,
        opened_in=case.opened_in,
        opened_seq=case.opened_seq,
        opened_at=case.opened_at,
        reopened=case.reopened,
        **_changing(case),
    )
    _start_stage(connection, case, now=case.opened_at, place=1)


def change(connection: Connection, before: Case, after: Case, *, now: datetime) -> None:
    """The case is as `after`; a new stage or holder begins a row of its ladder."""
    connection.execute(
        update(complaints)
        .where(complaints.c.complaint_id == after.complaint_id)
        .values(reopened=after.reopened, **_changing(after))
    )
    if (before.stage, before.holder) != (after.stage, after.holder):
        _end_stage(connection, after.complaint_id, now=now)
        _start_next_stage(connection, after, now=now)
    elif after.status is CaseStatus.SETTLED:
        _end_stage(connection, after.complaint_id, now=now)
    elif before.status is CaseStatus.SETTLED:
        _start_next_stage(connection, after, now=now)


def has_reference(connection: Connection, reference: str) -> bool:
    """Whether a case bears the reference."""
    return _BEARING.first(connection, reference=reference) is not None


def read(connection: Connection, complaint_id: str) -> Case | None:
    """The case of that id."""
    row = _THIS.first(connection, complaint_id=complaint_id)
    return None if row is None else _case(row)


def read_of(connection: Connection, conversation_id: str) -> Case | None:
    """The case that the conversation belongs to."""
    row = _OF_CONVERSATION.first(connection, conversation_id=conversation_id)
    return None if row is None else _case(row)


def read_customers(connection: Connection, customer_id: str) -> list[Case]:
    """The customer's cases, newest first."""
    return [
        _case(row) for row in _OF_CUSTOMER.rows(connection, customer_id=customer_id)
    ]


def link(
    connection: Connection, complaint_id: str, conversation_id: str, *, now: datetime
) -> None:
    """The conversation, which had no case, belongs to this one."""
    pair = {"complaint": complaint_id, "conversation": conversation_id}
    _LINK.change(connection, linked_at=now, **pair)


def link_anew(connection: Connection, complaint_id: str, conversation_id: str) -> None:
    """The conversation belongs to this case, and no longer to the one it had."""
    pair = {"complaint": complaint_id, "conversation": conversation_id}
    _LINK_ANEW.change(connection, **pair)


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


def _start_next_stage(connection: Connection, case: Case, *, now: datetime) -> None:
    (last,) = _LAST_PLACE.first(connection, complaint_id=case.complaint_id)
    _start_stage(connection, case, now=now, place=(last or 0) + 1)


def _start_stage(
    connection: Connection, case: Case, *, now: datetime, place: int
) -> None:
    _START_STAGE.change(
        connection,
        complaint_id=case.complaint_id,
        place=place,
        stage=case.stage.value,
        started_at=now,
        **_held_by(case.holder),
    )


def _end_stage(connection: Connection, complaint_id: str, *, now: datetime) -> None:
    s = complaint_stages.c
    connection.execute(
        update(complaint_stages)
        .where(s.complaint_id == complaint_id, s.ended_at.is_(None))
        .values(ended_at=now)
    )


def _holder(row: Any) -> Holder:
    return Holder(HolderKind(row.holder_kind), row.holder_id, row.holder_name)


def _case(row: Any) -> Case:
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

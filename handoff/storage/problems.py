"""Problems: causes that come back, the cases behind them, what people thought of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from handoff.domain.complaint import CaseStatus
from handoff.storage.case_tables import (
    complaint_conversations,
    complaints,
    problem_cases,
    problems,
    reflections,
)

OPEN = "open"
CLOSED = "closed"

ProblemRow = Row[*tuple[Any, ...]]


def find_open(connection: Connection, root_cause: str) -> str | None:
    """The id of the cause's open problem."""
    found: str | None = connection.scalar(
        select(problems.c.problem_id).filter_by(root_cause=root_cause, state=OPEN)
    )
    return found


def last_closed(connection: Connection, root_cause: str) -> datetime | None:
    """When the cause's last problem was closed."""
    found: datetime | None = connection.scalar(
        select(func.max(problems.c.closed_at)).filter_by(root_cause=root_cause)
    )
    return found


def settled_with(
    connection: Connection, root_cause: str, *, since: datetime
) -> list[tuple[str, str]]:
    """Case and newest conversation of each complaint settled with the cause after."""
    c, link = complaints.c, complaint_conversations.c
    rows = connection.execute(
        select(c.complaint_id, link.conversation_id)
        .join(complaint_conversations, link.complaint_id == c.complaint_id)
        .where(
            c.root_cause == root_cause,
            c.settled_at > since,
            c.status == CaseStatus.SETTLED.value,
        )
        .order_by(link.linked_at, link.conversation_id)
    )
    newest = {row.complaint_id: row.conversation_id for row in rows}
    return list(newest.items())


def add(
    connection: Connection, problem_id: str, root_cause: str, *, now: datetime
) -> None:
    """The cause has an open problem."""
    connection.execute(
        insert(problems).values(
            problem_id=problem_id, root_cause=root_cause, state=OPEN, opened_at=now
        )
    )


def link(
    connection: Connection,
    problem_id: str,
    cases: Sequence[tuple[str, str]],
    *,
    now: datetime,
) -> None:
    """The problem names these cases, each once."""
    known = set(
        connection.scalars(
            select(problem_cases.c.complaint_id).filter_by(problem_id=problem_id)
        )
    )
    fresh = [
        {
            "problem_id": problem_id,
            "complaint_id": complaint_id,
            "conversation_id": conversation_id,
            "at": now,
        }
        for complaint_id, conversation_id in cases
        if complaint_id not in known
    ]
    if fresh:
        connection.execute(insert(problem_cases), fresh)


def read(connection: Connection, problem_id: str) -> ProblemRow | None:
    """The problem's row."""
    return connection.execute(
        select(problems).where(problems.c.problem_id == problem_id)
    ).first()


def read_all(connection: Connection, *, limit: int) -> list[tuple[ProblemRow, int]]:
    """The problems with how many cases each has: open ones first, then by time."""
    p = problems.c
    count = (
        select(func.count())
        .where(problem_cases.c.problem_id == p.problem_id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(problems, count.label("cases"))
        .order_by(p.state.desc(), p.opened_at.desc())
        .limit(limit)
    ).all()
    return [(row, row.cases) for row in rows]


def read_cases(connection: Connection, problem_id: str) -> Sequence[ProblemRow]:
    """Reference, topic, order, conversation of the problem's cases, newest first."""
    link, c = problem_cases.c, complaints.c
    return connection.execute(
        select(c.reference, c.topic, c.order_number, c.settled_at, link.conversation_id)
        .join(complaints, c.complaint_id == link.complaint_id)
        .where(link.problem_id == problem_id)
        .order_by(link.at.desc(), c.reference)
    ).all()


def close(connection: Connection, problem_id: str, *, by: str, now: datetime) -> bool:
    """Whether the problem was open; now it is not."""
    changed = connection.execute(
        update(problems)
        .where(problems.c.problem_id == problem_id, problems.c.state == OPEN)
        .values(state=CLOSED, closed_at=now, closed_by=by)
    )
    return changed.rowcount == 1


def reflect(connection: Connection, **values: Any) -> None:
    """Somebody's thoughts on the problem are on record."""
    connection.execute(insert(reflections).values(**values))


def read_reflections(connection: Connection, problem_id: str) -> Sequence[ProblemRow]:
    """What people thought of the problem, oldest first."""
    r = reflections.c
    return connection.execute(
        select(r.person_name, r.went_wrong, r.changed, r.at)
        .where(r.problem_id == problem_id)
        .order_by(r.reflection_id)
    ).all()

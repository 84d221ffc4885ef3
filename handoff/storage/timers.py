"""Timers are rows: what is due survives a restart, and happens once."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Dialect,
    Row,
    bindparam,
    func,
    insert,
    select,
    update,
)

from handoff.clock import iso
from handoff.domain.timer import Subject, Timer, TimerState
from handoff.storage.statements import Statement
from handoff.storage.tables import timers

_WAITING = timers.c.state == TimerState.WAITING.value


class NewTimer(NamedTuple):
    """A timer to be started."""

    subject: Subject
    kind: str
    due_at: datetime
    conversation_id: str | None
    data: dict[str, Any]


def add(connection: Connection, new: NewTimer) -> None:
    """The timer waits for its moment, as the next of its subject and kind."""
    before = connection.scalar(
        select(func.max(timers.c.generation)).where(
            *_of(new.subject), timers.c.kind == new.kind
        )
    )
    connection.execute(
        insert(timers).values(
            subject_kind=new.subject.kind,
            subject_id=new.subject.id,
            kind=new.kind,
            generation=(before or 0) + 1,
            conversation_id=new.conversation_id,
            due_at=new.due_at,
            next_at=new.due_at,
            state=TimerState.WAITING.value,
            attempts=0,
            data=new.data,
        )
    )


def settle(
    connection: Connection,
    subject: Subject,
    kind: str | None,
    *,
    state: TimerState,
    now: datetime,
) -> None:
    """The subject's timers of that kind (None: of every kind) no longer wait."""
    of_kind = () if kind is None else (timers.c.kind == kind,)
    connection.execute(
        update(timers)
        .where(*_of(subject), *of_kind, _WAITING)
        .values(state=state.value, settled_at=now)
    )


def read_due(connection: Connection, now: datetime, *, limit: int) -> list[Timer]:
    """The timers to fire now, the longest due first."""
    rows = connection.execute(
        select(timers)
        .where(_WAITING, timers.c.next_at <= now)
        .order_by(timers.c.next_at, timers.c.timer_id)
        .limit(limit)
    )
    return [_timer(row) for row in rows]


def any_due(connection: Connection, now: datetime) -> bool:
    """Whether a timer is to be fired now."""
    first = connection.scalar(select(func.min(timers.c.next_at)).where(_WAITING))
    return first is not None and first <= now


def mark_fired(connection: Connection, timer_id: int, *, now: datetime) -> bool:
    """Whether the timer still waited; now it is fired, once and for all."""
    waiting, fired = TimerState.WAITING.value, TimerState.FIRED.value
    row = (fired, iso(now), timer_id, waiting)
    return _mark_statement(connection.dialect).run(connection, [row]) == 1


def put_off(
    connection: Connection,
    timer_id: int,
    *,
    until: datetime,
    attempts: int,
    error: str,
) -> None:
    """The timer is looked at again at `until`."""
    _move(connection, timer_id, next_at=until, attempts=attempts, error=error)


def bury(
    connection: Connection,
    timer_id: int,
    *,
    now: datetime,
    attempts: int,
    error: str,
) -> None:
    """The timer is dead: its effect failed too often."""
    _move(
        connection,
        timer_id,
        state=TimerState.DEAD.value,
        settled_at=now,
        attempts=attempts,
        error=error,
    )


def read_dead(connection: Connection, *, limit: int) -> list[tuple[Timer, str]]:
    """Dead timers with their errors, newest first."""
    rows = connection.execute(
        select(timers)
        .where(timers.c.state == TimerState.DEAD.value)
        .order_by(timers.c.timer_id.desc())
        .limit(limit)
    )
    return [(_timer(row), row.error or "") for row in rows]


@cache
def _mark_statement(dialect: Dialect) -> Statement:
    """Compiled once: after a long stop it runs a hundred thousand times."""
    return Statement(
        update(timers)
        .values(state=bindparam("new_state"), settled_at=bindparam("now"))
        .where(
            timers.c.timer_id == bindparam("id"), timers.c.state == bindparam("old")
        ),
        dialect,
    )


def _move(connection: Connection, timer_id: int, **values: Any) -> bool:
    changed = connection.execute(
        update(timers).where(timers.c.timer_id == timer_id, _WAITING).values(**values)
    )
    return changed.rowcount == 1


def _of(subject: Subject) -> tuple[Any, Any]:
    return (
        timers.c.subject_kind == subject.kind,
        timers.c.subject_id == subject.id,
    )


def _timer(row: Row[*tuple[Any, ...]]) -> Timer:
    return Timer(
        row.timer_id,
        Subject(row.subject_kind, row.subject_id),
        row.kind,
        row.generation,
        row.conversation_id,
        row.due_at,
        row.attempts,
        row.data,
    )

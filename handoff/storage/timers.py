"""Timers are rows: what is due survives a restart, and happens once."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from handoff.domain.timer import Subject, Timer, TimerState
from handoff.storage.prepared import Prepared
from handoff.storage.tables import timers

_WAITING = timers.c.state == TimerState.WAITING.value
_OF_SUBJECT = and_(
    timers.c.subject_kind == bindparam("of_subject_kind"),
    timers.c.subject_id == bindparam("of_subject_id"),
)
_OF_KIND = and_(_OF_SUBJECT, timers.c.kind == bindparam("of_kind"))
_GIVEN = (
    "subject_kind",
    "subject_id",
    "kind",
    "conversation_id",
    "due_at",
    "next_at",
    "data",
)
_ADD: Final = Prepared(
    insert(timers).values(
        generation=select(func.coalesce(func.max(timers.c.generation), 0) + 1)
        .where(_OF_KIND)
        .scalar_subquery(),
        state=TimerState.WAITING.value,
        attempts=0,
        **{name: bindparam(name) for name in _GIVEN},
    )
)
_SETTLED: Final[dict[str, Any]] = {
    "state": bindparam("new_state"),
    "settled_at": bindparam("now"),
}
_SETTLE: Final = Prepared(update(timers).where(_OF_KIND, _WAITING).values(_SETTLED))
_SETTLE_ALL: Final = Prepared(
    update(timers).where(_OF_SUBJECT, _WAITING).values(_SETTLED)
)
_FIRE: Final = Prepared(
    update(timers)
    .where(timers.c.timer_id == bindparam("key"), _WAITING)
    .values(state=TimerState.FIRED.value, settled_at=bindparam("now"))
)


class NewTimer(NamedTuple):
    """A timer to be started."""

    subject: Subject
    kind: str
    due_at: datetime
    conversation_id: str | None
    data: dict[str, Any]


def add(connection: Connection, new: NewTimer) -> None:
    """The timer waits for its moment, as the next of its subject and kind."""
    _ADD.change(
        connection,
        subject_kind=new.subject.kind,
        subject_id=new.subject.id,
        kind=new.kind,
        of_kind=new.kind,
        of_subject_kind=new.subject.kind,
        of_subject_id=new.subject.id,
        conversation_id=new.conversation_id,
        due_at=new.due_at,
        next_at=new.due_at,
        data=new.data,
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
    values = {"new_state": state.value, "now": now}
    values |= {"of_subject_kind": subject.kind, "of_subject_id": subject.id}
    if kind is None:
        _SETTLE_ALL.change(connection, **values)
    else:
        _SETTLE.change(connection, of_kind=kind, **values)


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
    return _FIRE.change(connection, key=timer_id, now=now) == 1


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


def _move(connection: Connection, timer_id: int, **values: Any) -> bool:
    changed = connection.execute(
        update(timers).where(timers.c.timer_id == timer_id, _WAITING).values(**values)
    )
    return changed.rowcount == 1


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

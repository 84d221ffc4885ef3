"""The outbox: effects wait here until they have left the desk, or are given up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from handoff.clock import iso
from handoff.domain.delivery import HOLDS_LINE, Effect
from handoff.storage.tables import outbox

_WAITS: Final = outbox.c.state == "waiting"


def add(
    connection: Connection,
    *,
    kind: str,
    key: str,
    target: str,
    payload: dict[str, Any],
    now: datetime,
) -> None:
    """The effect waits to leave the desk; a key that is known already adds nothing."""
    if is_known(connection, key):
        return
    connection.execute(
        insert(outbox).values(
            key=key,
            kind=kind,
            target=target,
            payload=payload,
            state="waiting",
            attempts=0,
            next_at=now,
            created_at=now,
        )
    )


def is_known(connection: Connection, key: str) -> bool:
    """Whether an effect of that key waits, has left or was given up."""
    return (
        connection.scalar(select(outbox.c.outbox_id).where(outbox.c.key == key))
        is not None
    )


def due_targets(
    connection: Connection, lanes: Sequence[str], *, now: datetime
) -> list[str]:
    """The targets of these lanes for which something is to be tried now."""
    query = select(outbox.c.target).distinct().where(_is_due(now))
    return list(connection.scalars(query.where(_in_lanes(lanes))))


def read_next(connection: Connection, target: str, *, now: datetime) -> Effect | None:
    """What is to be tried now for the target."""
    row = connection.execute(
        select(outbox)
        .where(outbox.c.target == target, _is_due(now))
        .order_by(outbox.c.outbox_id)
        .limit(1)
    ).first()
    if row is None:
        return None
    return Effect(
        outbox_id=row.outbox_id,
        key=row.key,
        kind=row.kind,
        target=row.target,
        payload=row.payload,
        attempts=row.attempts,
        created_at=iso(row.created_at),
    )


def settle(connection: Connection, outbox_id: int, **values: Any) -> None:
    """What became of the latest attempt is on record, if the effect still waits."""
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == outbox_id, _WAITS)
        .values(attempts=outbox.c.attempts + 1, **values)
    )


def revive(connection: Connection, outbox_id: int, *, now: datetime) -> bool:
    """Whether the dead letter waits again, as if it had never been tried."""
    changed = connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == outbox_id, outbox.c.state == "dead")
        .values(state="waiting", attempts=0, next_at=now, settled_at=None)
    )
    return changed.rowcount == 1


def read_state(
    connection: Connection, state: str, *, first: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest effects in that state."""
    return connection.execute(
        select(outbox)
        .where(outbox.c.state == state)
        .order_by(outbox.c.outbox_id.desc())
        .limit(first)
    ).all()


def count_waiting(connection: Connection, lane: str) -> int:
    """How many effects of the lane wait."""
    query = select(func.count()).select_from(outbox)
    return connection.scalar(query.where(_WAITS, _in_lanes([lane]))) or 0


def count_dead(connection: Connection) -> int:
    """How many dead letters there are."""
    query = select(func.count()).select_from(outbox)
    return connection.scalar(query.where(outbox.c.state == "dead")) or 0


def _is_due(now: datetime) -> ColumnElement[bool]:
    """It may be tried now, and nothing before it holds up the line."""
    before = outbox.alias()
    holds: Select[Any] = select(before.c.outbox_id).where(
        before.c.target == outbox.c.target,
        before.c.outbox_id < outbox.c.outbox_id,
        before.c.state == "waiting",
        before.c.attempts < HOLDS_LINE,
    )
    return and_(_WAITS, outbox.c.next_at <= now, ~exists(holds))


def _in_lanes(lanes: Sequence[str]) -> ColumnElement[bool]:
    """A range, so that the index serves: a semicolon follows the colon."""
    return or_(
        *(
            and_(outbox.c.target >= f"{lane}:", outbox.c.target < f"{lane};")
            for lane in lanes
        )
    )

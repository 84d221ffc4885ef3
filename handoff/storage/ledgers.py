"""Ledgers: how far a conversation's log was followed, and its clocks, as rows."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, or_, select, update

from handoff.domain.clock import Clock, ClockState, Hold
from handoff.domain.event import AuthorKind, EventType
from handoff.domain.ledger import Ledger
from handoff.storage.prepared import Prepared, prepare_insert
from handoff.storage.tables import clocks, conversations, events, ledgers, meta

_OPEN: Final = clocks.c.state.in_((ClockState.RUNNING.value, ClockState.PAUSED.value))
_POSITION: Final = "clocks.position"
_NAMES: Final = [column.name for column in clocks.c if column.name != "conversation_id"]
_READ: Final = Prepared(
    select(ledgers).where(ledgers.c.conversation_id == bindparam("key"))
)
_OF_CONVERSATION = (
    select(clocks)
    .where(clocks.c.conversation_id == bindparam("key"))
    .order_by(clocks.c.started_at, clocks.c.kind, clocks.c.number)
)
_CLOCKS: Final = Prepared(_OF_CONVERSATION)
# Not `in_`, which is written out anew for each run.
_OPEN_CLOCKS: Final = Prepared(
    _OF_CONVERSATION.where(
        or_(
            clocks.c.state == ClockState.RUNNING.value,
            clocks.c.state == ClockState.PAUSED.value,
        )
    )
)
_FOLLOWED = [column.name for column in ledgers.c if column.name != "conversation_id"]
_ADD: Final = prepare_insert(ledgers)
_CHANGE: Final = Prepared(
    update(ledgers)
    .where(ledgers.c.conversation_id == bindparam("key"))
    .values({name: bindparam(name) for name in _FOLLOWED})
)
_ADD_CLOCK: Final = prepare_insert(clocks)
_MOVING_PARTS: Final = [name for name in _NAMES if name not in ("kind", "number")]
_CHANGE_CLOCK: Final = Prepared(
    update(clocks)
    .where(
        clocks.c.conversation_id == bindparam("key"),
        clocks.c.kind == bindparam("of_kind"),
        clocks.c.number == bindparam("of_number"),
    )
    .values({name: bindparam(name) for name in _MOVING_PARTS})
)


def read(connection: Connection, conversation_id: str) -> Ledger:
    """The conversation's ledger with its open clocks; an empty one before the first."""
    row = _READ.first(connection, key=conversation_id)
    if row is None:
        return Ledger()
    found = {name: getattr(row, name) for name in _FOLLOWED}
    return Ledger(**found, clocks=read_clocks(connection, conversation_id))


def read_clocks(
    connection: Connection, conversation_id: str, *, ended: bool = False
) -> list[Clock]:
    """The conversation's open clocks, or all of them, in the order they started."""
    query = _CLOCKS if ended else _OPEN_CLOCKS
    return [_clock(row) for row in query.rows(connection, key=conversation_id)]


def read_running(
    connection: Connection, conversation_ids: Sequence[str]
) -> dict[str, list[Clock]]:
    """The open clocks of these conversations."""
    rows = connection.execute(
        select(clocks).where(clocks.c.conversation_id.in_(conversation_ids), _OPEN)
    )
    found: dict[str, list[Clock]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, []).append(_clock(row))
    return found


def save(
    connection: Connection, conversation_id: str, ledger: Ledger, *, fresh: bool
) -> None:
    """How far the log was followed is on record; `fresh` says that it never was."""
    values = msgspec.structs.asdict(ledger)
    del values["clocks"], values["ended"]
    if fresh:
        _ADD.change(connection, conversation_id=conversation_id, **values)
    else:
        _CHANGE.change(connection, key=conversation_id, **values)


def add_clocks(
    connection: Connection, conversation_id: str, added: Iterable[Clock]
) -> None:
    """The clocks are on record."""
    rows = [{"conversation_id": conversation_id, **_values(one)} for one in added]
    _ADD_CLOCK.change_many(connection, rows)


def change_clock(connection: Connection, conversation_id: str, clock: Clock) -> None:
    """The clock stands on record as it does here."""
    _CHANGE_CLOCK.change(
        connection,
        key=conversation_id,
        of_kind=clock.kind,
        of_number=clock.number,
        **_values(clock),
    )


def read_position(connection: Connection) -> int:
    """How far the log of the whole desk has been followed; 0 at first."""
    found = connection.scalar(select(meta.c.value).where(meta.c.key == _POSITION))
    return int(found or 0)


def keep_position(connection: Connection, position: int) -> None:
    """The log of the whole desk has been followed to that position."""
    changed = connection.execute(
        update(meta).where(meta.c.key == _POSITION).values(value=str(position))
    )
    if changed.rowcount == 0:
        connection.execute(insert(meta).values(key=_POSITION, value=str(position)))


def moved_since(
    connection: Connection, position: int, types: Collection[EventType]
) -> list[str]:
    """The conversations in which an agent spoke, or such an event came, after that.

    A customer's words count too once a person has had the conversation.
    """
    spoke = events.c.author_kind.in_(
        (AuthorKind.AGENT.value, AuthorKind.CUSTOMER.value)
    )
    return list(
        connection.scalars(
            select(events.c.conversation_id)
            .join(
                conversations,
                conversations.c.conversation_id == events.c.conversation_id,
            )
            .where(
                events.c.position > position,
                conversations.c.handoff_id.is_not(None),
                or_(spoke, events.c.type.in_([one.value for one in types])),
            )
            .distinct()
        )
    )


def _values(clock: Clock) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(clock),
        "state": clock.state.value,
        "hold": clock.hold and clock.hold.value,
    }


def _clock(row: Any) -> Clock:
    values = {name: getattr(row, name) for name in _NAMES}
    values["state"] = ClockState(row.state)
    values["hold"] = row.hold and Hold(row.hold)
    return Clock(**values)

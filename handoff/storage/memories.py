"""What the bot and triage remember of a conversation: slots, rating, understanding."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from handoff.storage.prepared import Prepared
from handoff.storage.tables import memories


class Memory(msgspec.Struct, kw_only=True):
    """A conversation's memory; `rated_seq` is the last message that was rated."""

    slots: dict[str, Any] = msgspec.field(default_factory=dict)
    rating: dict[str, Any] | None = None
    rated_seq: int = 0
    understanding: dict[str, Any] | None = None


_OF = memories.c.conversation_id == bindparam("key")
_READ: Final = Prepared(
    select(*(memories.c[name] for name in Memory.__struct_fields__)).where(_OF)
)
_VALUES: Final[dict[str, Any]] = {
    name: bindparam(name) for name in Memory.__struct_fields__
}
_CHANGE: Final = Prepared(update(memories).where(_OF).values(_VALUES))
_ADD: Final = Prepared(
    insert(memories).values({"conversation_id": bindparam("key"), **_VALUES})
)


def read(connection: Connection, conversation_id: str) -> Memory:
    """The conversation's memory; an empty one when it has none yet."""
    row = _READ.first(connection, key=conversation_id)
    return Memory() if row is None else from_row(row)


def from_row(row: Sequence[Any]) -> Memory:
    """The memory of a row of its fields' columns."""
    return Memory(**dict(zip(Memory.__struct_fields__, row, strict=True)))


def write(connection: Connection, conversation_id: str, memory: Memory) -> None:
    """The conversation's memory is this one."""
    values = msgspec.structs.asdict(memory)
    if _CHANGE.change(connection, key=conversation_id, **values) == 0:
        _ADD.change(connection, key=conversation_id, **values)

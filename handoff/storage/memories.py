"""What the bot and triage remember of a conversation: slots, rating, understanding."""

from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from handoff.storage.tables import memories


class Memory(msgspec.Struct, kw_only=True):
    """A conversation's memory; `rated_seq` is the last message that was rated."""

    slots: dict[str, Any] = msgspec.field(default_factory=dict)
    rating: dict[str, Any] | None = None
    rated_seq: int = 0
    understanding: dict[str, Any] | None = None


def read(connection: Connection, conversation_id: str) -> Memory:
    """The conversation's memory; an empty one when it has none yet."""
    m = memories.c
    row = connection.execute(
        select(m.slots, m.rating, m.rated_seq, m.understanding).where(
            m.conversation_id == conversation_id
        )
    ).first()
    if row is None:
        return Memory()
    slots, rating, rated_seq, understanding = row
    return Memory(
        slots=slots, rating=rating, rated_seq=rated_seq, understanding=understanding
    )


def write(connection: Connection, conversation_id: str, memory: Memory) -> None:
    """The conversation's memory is this one."""
    values = msgspec.structs.asdict(memory)
    changed = connection.execute(
        update(memories)
        .where(memories.c.conversation_id == conversation_id)
        .values(**values)
    )
    if changed.rowcount == 0:
        connection.execute(
            insert(memories).values(conversation_id=conversation_id, **values)
        )

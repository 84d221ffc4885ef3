"""How far each viewer has read a conversation."""

from sqlalchemy import Connection, insert, select, update

from handoff.storage.tables import seen


def mark(
    connection: Connection, conversation_id: str, *, viewer_id: str, seq: int
) -> None:
    """The viewer has read up to `seq`; an older mark changes nothing."""
    key = (seen.c.conversation_id == conversation_id, seen.c.viewer_id == viewer_id)
    known = connection.scalar(select(seen.c.seq).where(*key))
    if known is None:
        connection.execute(
            insert(seen).values(
                conversation_id=conversation_id, viewer_id=viewer_id, seq=seq
            )
        )
    elif known < seq:
        connection.execute(update(seen).where(*key).values(seq=seq))


def read(connection: Connection, conversation_id: str, viewer_id: str) -> int:
    """The last seq that the viewer has read; 0 when none."""
    found: int | None = connection.scalar(
        select(seen.c.seq).where(
            seen.c.conversation_id == conversation_id, seen.c.viewer_id == viewer_id
        )
    )
    return found or 0

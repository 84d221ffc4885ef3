"""Statements of the hot path, compiled once: Core writes them, the driver runs them.

Rows are plain tuples in the order of `Statement.columns`; moments and documents
must already be text (storage/types.py).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, insert, update
from sqlalchemy.sql.dml import Insert, Update

from handoff.storage.tables import conversations, events, turns

Row = tuple[Any, ...]


class Statement:
    """One compiled statement that runs for many rows at once."""

    def __init__(self, statement: Insert | Update, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self.columns: Sequence[str] = tuple(getattr(compiled, "positiontup", ()) or ())

    def run(self, connection: Connection, rows: list[Row]) -> int:
        """Every row is written; the answer is how many rows changed."""
        return connection.exec_driver_sql(self._sql, rows).rowcount


class Statements:
    """The hot path's statements for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.add_events = Statement(
            insert(events).values(
                {column: bindparam(column) for column in EVENT_COLUMNS}
            ),
            dialect,
        )
        self.add_turns = Statement(
            insert(turns).values(
                {column: bindparam(column) for column in TURN_COLUMNS}
            ),
            dialect,
        )
        c = conversations.c
        unchanged = (
            c.conversation_id == bindparam("id"),
            c.epoch == bindparam("old_epoch"),
            c.last_seq == bindparam("old_seq"),
        )
        self.advance = Statement(
            update(conversations)
            .values(
                last_seq=bindparam("last_seq"),
                message_count=bindparam("message_count"),
                chain=bindparam("chain"),
            )
            .where(*unchanged),
            dialect,
        )
        self.move = Statement(
            update(conversations)
            .values({column: bindparam(column) for column in MOVE_COLUMNS})
            .where(*unchanged),
            dialect,
        )


EVENT_COLUMNS = (
    "position",
    "conversation_id",
    "seq",
    "type",
    "visibility",
    "author_kind",
    "author_id",
    "author_name",
    "cmid",
    "at",
    "data",
)
TURN_COLUMNS = (
    "turn_id",
    "conversation_id",
    "seq_in",
    "state",
    "epoch",
    "attempt",
    "created_at",
)
MOVE_COLUMNS = (
    "status",
    "owner_kind",
    "owner_id",
    "owner_name",
    "epoch",
    "last_seq",
    "message_count",
    "chain",
    "sealed_seq",
    "team_id",
    "handoff_id",
    "topic",
)

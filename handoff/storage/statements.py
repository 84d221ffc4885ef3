"""Writes of the hot path: many rows in one statement, compiled once per size.

One statement for all rows instead of one per row: between two statements the writer's
thread would have to wait for the event loop to let it run again.

Rows are plain tuples in the order of their columns; moments and documents must already
be text (storage/types.py).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Integer,
    String,
    Table,
    bindparam,
    column,
    insert,
    update,
    values,
)
from sqlalchemy.sql import dml

from handoff.storage.driver import Driver
from handoff.storage.prepared import Row, insert_portions
from handoff.storage.tables import conversations, events, turns


class Statement:
    """One compiled statement for any rows, on a connection of Core."""

    def __init__(self, statement: dml.Insert | dml.Update, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self.columns: Sequence[str] = tuple(getattr(compiled, "positiontup", ()) or ())

    def run(self, connection: Connection, rows: list[Row]) -> int:
        """Every row is written; the answer is how many rows changed."""
        return connection.exec_driver_sql(self._sql, rows).rowcount


def fill_up(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows and copies of the last one, up to a power of two.

    A statement exists once per size, and the driver's cache must hold all of them.
    """
    size = 1 << (len(rows) - 1).bit_length()
    return [*rows, *(rows[-1],) * (size - len(rows))]


def flatten(rows: Sequence[Row]) -> list[Any]:
    """The parameters of all rows, one after the other."""
    return [part for row in rows for part in row]


class Insert:
    """Adds rows of some columns to a table."""

    def __init__(self, table: Table, columns: Sequence[str], dialect: Dialect) -> None:
        one = insert(table).values({name: bindparam(name) for name in columns})
        self._sql = str(one.compile(dialect=dialect))

    def run(self, driver: Driver, rows: list[Row]) -> None:
        """Every row is there."""
        for sql, parameters in insert_portions(self._sql, rows):
            driver.change(sql, parameters)


class Change:
    """Changes conversations that are still as they were read, each in its own way.

    A row is the conversation's id, the epoch and seq it must still have, and the new
    values of the columns.
    """

    def __init__(self, columns: Sequence[str], dialect: Dialect) -> None:
        self._columns = columns
        self._dialect = dialect
        self._sql: dict[int, str] = {}

    def run(self, driver: Driver, rows: list[Row]) -> int:
        """How many of them were still as they were read, and now are changed."""
        filled = fill_up(rows)
        sql = self._sql.get(len(filled))
        if sql is None:
            sql = str(self._build(len(filled)).compile(dialect=self._dialect))
            self._sql[len(filled)] = sql
        return driver.change(sql, flatten(filled))

    def _build(self, size: int) -> dml.Update:
        c = conversations.c
        types = {"conversation_id": String, "old_epoch": Integer, "old_seq": Integer}
        types |= {f"new_{name}": type(c[name].type) for name in self._columns}
        given = (
            values(*(column(name, kind) for name, kind in types.items()), name="given")
            .data([_parameters(types, at) for at in range(size)])
            .cte("given")
        )
        return (
            update(conversations)
            .values({name: given.c[f"new_{name}"] for name in self._columns})
            .where(
                c.conversation_id == given.c.conversation_id,
                c.epoch == given.c.old_epoch,
                c.last_seq == given.c.old_seq,
            )
        )


def _parameters(names: Iterable[str], at: int) -> tuple[BindParameter[Any], ...]:
    return tuple(bindparam(f"{name}_{at}") for name in names)


class Statements:
    """The hot path's statements for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.add_events = Insert(events, EVENT_COLUMNS, dialect)
        self.add_turns = Insert(turns, TURN_COLUMNS, dialect)
        self.advance = Change(ADVANCE_COLUMNS, dialect)
        self.move = Change(MOVE_COLUMNS, dialect)


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
ADVANCE_COLUMNS = ("last_seq", "message_count", "chain")
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

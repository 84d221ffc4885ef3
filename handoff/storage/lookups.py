"""Reads of the hot path: many rows by key in one statement, compiled once per size."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    Dialect,
    Select,
    String,
    and_,
    bindparam,
    column,
    select,
    values,
)

from handoff.storage.driver import Driver
from handoff.storage.prepared import Row
from handoff.storage.statements import MOVE_COLUMNS, fill_up, flatten
from handoff.storage.tables import conversations, events

Key = tuple[str, ...]


class Lookup:
    """A read by a list of keys; `build(n)` writes the statement for n of them."""

    def __init__(self, build: Callable[[int], Select[Any]], dialect: Dialect) -> None:
        self._build = build
        self._dialect = dialect
        self._sql: dict[int, str] = {}

    def find(self, driver: Driver, keys: Sequence[Key]) -> list[Row]:
        """The rows of all keys, in no order."""
        if not keys:
            return []
        filled = fill_up(keys)
        sql = self._sql.get(len(filled))
        if sql is None:
            sql = str(self._build(len(filled)).compile(dialect=self._dialect))
            self._sql[len(filled)] = sql
        return driver.run(sql, flatten(filled))


def find_conversations(size: int) -> Select[Any]:
    """The columns of `CONVERSATION_COLUMNS` by conversation id."""
    keys: list[BindParameter[str]] = [bindparam(f"id_{at}") for at in range(size)]
    wanted = [conversations.c[name] for name in CONVERSATION_COLUMNS]
    return select(*wanted).where(conversations.c.conversation_id.in_(keys))


def find_cmids(size: int) -> Select[Any]:
    """Author, cmid, conversation, seq and time of messages by author and cmid."""
    keys = (
        values(column("author_id", String), column("cmid", String), name="keys")
        .data([(bindparam(f"a_{at}"), bindparam(f"c_{at}")) for at in range(size)])
        .cte("wanted")
    )
    e = events.c
    same = and_(e.author_id == keys.c.author_id, e.cmid == keys.c.cmid)
    return select(e.author_id, e.cmid, e.conversation_id, e.seq, e.at).select_from(
        keys.join(events, same)
    )


CONVERSATION_COLUMNS = ("conversation_id", "customer_id", *MOVE_COLUMNS)

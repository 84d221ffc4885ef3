"""The writer's connection: the driver itself on the hot path, Core everywhere else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from handoff.errors import FirstlineError
from handoff.storage.prepared import Row, named, run_text


class Driver:
    """One transaction after another on one connection, for statements as text.

    Core on the same connection is part of the transaction under way. What it costs to
    pass a statement through Core is more than SQLite takes to run it.
    """

    def __init__(self, connection: Connection) -> None:
        self.core = connection
        self._dialect = connection.dialect
        self._sqlite = self._dialect.name == "sqlite"
        self._version = -1
        self._changed = 0

    def begin(self) -> None:
        """A transaction is under way that no other process can write beside.

        Raises:
            DBAPIError: the database is locked.
        """
        if self._sqlite:
            self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """All since `begin` is durable.

        Raises:
            DBAPIError: it is not, and the transaction is still to be rolled back.
        """
        if self.core.in_transaction():
            self.core.commit()
            return
        try:
            self._raw.commit()
        except self._dialect.loaded_dbapi.Error as error:
            raise named(error, self._dialect) from error

    def rollback(self) -> None:
        """Nothing since `begin` has happened."""
        self.core.rollback()
        self._raw.rollback()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside the block has not happened if it raises.

        Raises:
            DBAPIError: the database refuses it.
        """
        self.run("SAVEPOINT work")
        try:
            yield
        except FirstlineError:
            # Any other error ends the whole transaction, and this with it.
            self.run("ROLLBACK TO SAVEPOINT work")
            raise
        self.run("RELEASE SAVEPOINT work")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """The rows that the statement answers with.

        Raises:
            DBAPIError: the database refuses it.
        """
        rows, self._changed = run_text(self.core, sql, parameters)
        return rows

    def change(self, sql: str, parameters: Sequence[Any]) -> int:
        """How many rows the statement has changed.

        Raises:
            DBAPIError: the database refuses it.
        """
        if not self._sqlite:
            self.run(sql, parameters)
            return self._changed
        # Its cursors do not count what a statement that begins with WITH changes.
        before: int = self._raw.total_changes
        self.run(sql, parameters)
        return int(self._raw.total_changes) - before

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written since this was last asked."""
        if not self._sqlite:
            return True
        before = self._version
        ((self._version,),) = self.run("PRAGMA data_version")
        return before != self._version

    @property
    def _raw(self) -> Any:
        return self.core.connection.driver_connection

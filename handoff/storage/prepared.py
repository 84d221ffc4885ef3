"""Statements of Core that are compiled once and then run by the driver itself.

To build, cache and wrap a statement costs Core several times what SQLite takes to run
it; where somebody waits for the answer, a statement is prepared.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

Row = tuple[Any, ...]
Process = Callable[[Any], Any] | None


def run_text(
    connection: Connection, sql: str, parameters: Sequence[Any] = ()
) -> tuple[list[Row], int]:
    """The rows that the statement answers with, and how many it changed if known.

    It is part of the transaction that must be under way.

    Raises:
        DBAPIError: the database refuses it.
    """
    dialect = connection.dialect
    errors = dialect.loaded_dbapi.Error
    driver: Any = connection.connection.driver_connection
    try:
        cursor = driver.cursor()
        cursor.execute(sql, parameters)
        rows = cursor.fetchall() if cursor.description else []
        changed = cursor.rowcount
        cursor.close()
    except errors as error:
        raise named(error, dialect) from error
    return rows, changed


def named(error: Exception, dialect: Dialect) -> Exception:
    """The driver's error as Core names it; without what customers wrote."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, base, dialect=dialect)


class Prepared:
    """A statement whose values are given by name, in the types of its columns."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:
        """The rows that it selects, as named tuples.

        Raises:
            DBAPIError: the database refuses it.
        """
        compiled = self._compile(connection.dialect)
        rows, _ = run_text(connection, compiled.sql, compiled.bind(values))
        return [compiled.read(row) for row in rows]

    def first(self, connection: Connection, **values: Any) -> Any:
        """The first of the rows; None when there is none."""
        return next(iter(self.rows(connection, **values)), None)

    def change(self, connection: Connection, **values: Any) -> int:
        """How many rows it has changed.

        Raises:
            DBAPIError: the database refuses it.
        """
        compiled = self._compile(connection.dialect)
        return run_text(connection, compiled.sql, compiled.bind(values))[1]

    def change_many(
        self, connection: Connection, rows: Sequence[dict[str, Any]]
    ) -> None:
        """Every row is there; for an insert of one row.

        Raises:
            DBAPIError: the database refuses it.
        """
        compiled = self._compile(connection.dialect)
        bound = [compiled.bind(values) for values in rows]
        for sql, parameters in insert_portions(compiled.sql, bound):
            run_text(connection, sql, parameters)

    def _compile(self, dialect: Dialect) -> "_Compiled":
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(
                self._statement, dialect
            )
        return compiled


def insert_portions(
    sql: str, rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[str, list[Any]]]:
    """An insert of one row as statements for all of them, with their parameters.

    There are as many as the number of rows has binary digits, so that the driver need
    not keep one for every number.
    """
    head, _, row = sql.rpartition(" VALUES ")
    at = 0
    while at < len(rows):
        size = 1 << (len(rows) - at).bit_length() - 1
        some = rows[at : at + size]
        parameters = [part for one in some for part in one]
        yield f"{head} VALUES {', '.join((row,) * size)}", parameters
        at += size


def prepare_insert(table: Table, *, but: Sequence[str] = ()) -> Prepared:
    """Adds a row of all the table's columns but those."""
    names = [column.name for column in table.c if column.name not in but]
    return Prepared(insert(table).values({name: bindparam(name) for name in names}))


class _Compiled:
    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        names = getattr(compiled, "positiontup", None) or ()
        binds = {name: compiled.binds[name] for name in names}
        self.sql = str(compiled)
        self._names: list[tuple[str, Process]] = [
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in names
        ]
        self._fixed = {
            name: bind.value for name, bind in binds.items() if not bind.required
        }
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._columns: list[Process] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in columns
        ]
        self._line = _line_of([str(column.key) for column in columns])

    def bind(self, values: dict[str, Any]) -> list[Any]:
        given = self._fixed | values
        return [
            given[name] if process is None else process(given[name])
            for name, process in self._names
        ]

    def read(self, row: Row) -> Any:
        pairs = zip(row, self._columns, strict=True)
        return self._line._make(
            value if process is None else process(value) for value, process in pairs
        )


def _line_of(names: Sequence[str]) -> Any:
    # A count has no name of its own, and a tuple needs one.
    return namedtuple("Line", names, rename=True)

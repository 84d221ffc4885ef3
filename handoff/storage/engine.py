"""Opening the database: what SQLite must be told on each connection."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, QueuePool

BUSY_MS: Final = 2_000
"""How long a statement waits for a foreign lock before the write is refused."""


class SecondWriter(Exception):
    """Another process already writes to this database."""


def writer_engine(url: str) -> Engine:
    """An engine for the one writing thread: durable commits, locks taken at once."""
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_writer)
        # A deferred transaction that reads first would fail at once under a lock,
        # whatever the time-out says (reliability A19).
        event.listen(engine, "begin", _begin_immediate)
    return engine


def reader_engine(url: str, *, size: int) -> Engine:
    """An engine whose connections can only read, each from one moment."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        # An error must not carry what customers wrote into the log.
        hide_parameters=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_reader)
        event.listen(engine, "begin", _begin_deferred)
    return engine


def sqlite_file(url: str) -> Path | None:
    """The database's file when it is an SQLite file."""
    parsed = make_url(url)
    named = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(parsed.database) if named and parsed.database else None


class WriterLock:
    """Held by the one desk that writes a database file.

    A command line tool may write a few rows beside it as a guest. The gate keeps a
    guest's transaction and the desk's checkpoint apart: SQLite before 3.51.3 can
    corrupt the file when both happen at one moment (sqlite.org, WAL-reset bug).
    """

    def __init__(self, path: Path, *, guest: bool = False) -> None:
        self._lock = None if guest else _open_lock(path.with_name(f"{path.name}.lock"))
        self._gate = path.with_name(f"{path.name}.gate")
        self._gate.touch()
        if self._lock is None:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise SecondWriter(f"another desk already writes to {path}") from error

    @contextmanager
    def gate(self) -> Iterator[None]:
        """Nobody else checkpoints, or writes as a guest, inside the block."""
        with _open_lock(self._gate) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def release(self) -> None:
        """Another desk may write now."""
        if self._lock is not None:
            self._lock.close()


def checkpoint(connection: Connection, *, mode: str = "PASSIVE") -> None:
    """Committed pages are moved from the log file into the database file."""
    # Past SQLAlchemy, which would begin a transaction around it.
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA wal_checkpoint({mode})").close()


def _open_lock(path: Path) -> Any:
    return path.open("a+b")


def _prepare_writer(connection: Any, _record: object) -> None:
    _run(
        connection,
        "PRAGMA journal_mode=WAL",
        # FULL: an acknowledged message survives a power cut, not only a crash.
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        f"PRAGMA busy_timeout={BUSY_MS}",
        # The writer moves pages itself, between batches (storage/writer.py).
        "PRAGMA wal_autocheckpoint=0",
        "PRAGMA cache_size=-65536",
        "PRAGMA temp_store=MEMORY",
    )


def _prepare_reader(connection: Any, _record: object) -> None:
    _run(
        connection,
        "PRAGMA query_only=ON",
        f"PRAGMA busy_timeout={BUSY_MS}",
        "PRAGMA cache_size=-16384",
        "PRAGMA temp_store=MEMORY",
    )


def _run(connection: Any, *statements: str) -> None:
    # The driver's own transaction handling would begin late and commit early.
    connection.isolation_level = None
    for statement in statements:
        connection.execute(statement).close()


def _begin_immediate(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    # The writer begins most transactions itself (storage/driver.py).
    if not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE").close()


def _begin_deferred(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN").close()

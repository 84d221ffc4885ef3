"""Bringing a database to the present schema, step by step."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from handoff import crash
from handoff.storage.engine import WriterLock, sqlite_file, writer_engine

FOLDER: Final = Path(__file__).parent / "migrations"
HEAD: Final = "0008"
"""The present schema; a test holds it equal to the newest file in migrations/."""


class SchemaMismatch(Exception):
    """The database's schema is not the one this desk works with."""


def migrate(url: str, *, progress: Callable[[str], None] | None = None) -> str | None:
    """The database has the present schema.

    Args:
        url: the database.
        progress: told each step's name once it has run.

    Returns:
        The schema that it had before; None when it was empty.

    Raises:
        SecondWriter: a desk writes to the database now.
    """
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    lock = WriterLock(file) if file is not None else None
    engine = writer_engine(url)
    try:
        with engine.begin() as connection:
            before = schema_of(connection)
        if before != HEAD:
            with engine.connect() as connection:
                _upgrade(connection, progress)
        return before
    finally:
        engine.dispose()
        if lock is not None:
            lock.release()


def schema_of(connection: Connection) -> str | None:
    """The schema's revision; None when the database is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(
        text("SELECT version_num FROM alembic_version")
    )
    return found


def require_head(connection: Connection) -> None:
    """Nothing: the schema is the present one.

    Raises:
        SchemaMismatch: it is older, newer or missing.
    """
    found = schema_of(connection)
    if found != HEAD:
        raise SchemaMismatch(
            f"the database has schema {found or 'none'}, this desk needs {HEAD}: "
            "run `firstline migrate`"
        )


def _upgrade(connection: Connection, progress: Callable[[str], None] | None) -> None:
    # Imported late: only a migration needs Alembic, a starting desk does not.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["passed"] = partial(_passed, progress)
    command.upgrade(config, HEAD)


def _passed(progress: Callable[[str], None] | None, revision: str) -> None:
    if progress is not None:
        progress(revision)
    crash.reach("K14")

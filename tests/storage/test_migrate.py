"""Migrations: from nothing to the present schema, equal to the tables in the code."""

import re
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from handoff.storage.engine import writer_engine
from handoff.storage.migrate import (
    FOLDER,
    HEAD,
    SchemaMismatch,
    migrate,
    require_head,
    schema_of,
)
from handoff.storage.tables import metadata


def test_head_named_in_code_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == HEAD


def test_migrated_schema_equals_the_tables_in_code(database: Path) -> None:
    engine = writer_engine(f"sqlite+pysqlite:///{database}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_checks_and_partial_indexes_are_in_the_migration(
    database: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.db"
    engine = writer_engine(f"sqlite+pysqlite:///{fresh}")
    metadata.create_all(engine)
    engine.dispose()

    assert _schema(database) == _schema(fresh)


def test_second_run_changes_nothing(database: Path) -> None:
    assert migrate(f"sqlite+pysqlite:///{database}") == HEAD


def test_database_of_the_first_release_is_brought_up_with_its_rows(
    tmp_path: Path,
) -> None:
    url = f"sqlite+pysqlite:///{tmp_path / 'old.db'}"
    engine = writer_engine(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        config.attributes["passed"] = lambda revision: None
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO teams VALUES ('care', 'Care')"))
    engine.dispose()
    steps: list[str] = []

    assert migrate(url, progress=steps.append) == "0001"

    with writer_engine(url).connect() as connection:
        require_head(connection)
        kept = connection.scalar(text("SELECT name FROM teams"))
    later = [f"{n:04d}" for n in range(2, int(HEAD) + 1)]
    assert (kept, steps) == ("Care", later)


def test_empty_database_is_refused_with_its_cure(tmp_path: Path) -> None:
    engine = writer_engine(f"sqlite+pysqlite:///{tmp_path / 'empty.db'}")
    with engine.connect() as connection:
        assert schema_of(connection) is None
        with pytest.raises(SchemaMismatch, match="firstline migrate"):
            require_head(connection)
    engine.dispose()


def _schema(file: Path) -> dict[str, list[str]]:
    connection = sqlite3.connect(file)
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    connection.close()
    return {
        # Alembic and the tables name columns and constraints in another order.
        name: sorted(re.findall(r"[^\s(),]+", sql))
        for name, sql in rows
        if not name.startswith("alembic")
    }

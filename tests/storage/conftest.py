"""Fixtures of the storage tests: a migrated database file."""

from pathlib import Path

import pytest

from tests.support.builders import prepare_database


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of the present schema."""
    return prepare_database(tmp_path)

"""What all tables share: one metadata, named constraints, and small helpers."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only when the key is exactly INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of the values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# Indexes are made by migrations, which name the condition for each database; to name it
# for one that is not in use would load all that Core knows of it with every start.


def unique_where(name: str, *columns: Column[str], where: str) -> Index:
    """The columns are unique among the rows that meet the condition."""
    return Index(name, *columns, unique=True, sqlite_where=text(where))


def index_where(name: str, *columns: Column[Any], where: str) -> Index:
    """The columns are indexed for the rows that meet the condition."""
    return Index(name, *columns, sqlite_where=text(where))

"""Versions of policies that admins have put into force, the newest of each in use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, tuple_

from handoff.domain.principal import Person
from handoff.storage.tables import policy_versions

SHIPPED = 0
"""The version of a file that nobody has changed."""


def read_stored(connection: Connection) -> dict[str, str]:
    """The texts in force by file name; a file that is not there is as shipped."""
    rows = read_newest(connection)
    return {row.name: row.text for row in rows if row.text is not None}


def read_newest(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest version of every file that has one."""
    v = policy_versions.c
    newest = select(v.name, func.max(v.version)).group_by(v.name)
    return connection.execute(
        select(policy_versions).where(tuple_(v.name, v.version).in_(newest))
    ).all()


def read_versions(connection: Connection, name: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Every version of the file, newest first."""
    return connection.execute(
        select(policy_versions)
        .where(policy_versions.c.name == name)
        .order_by(policy_versions.c.version.desc())
    ).all()


def newest_of(connection: Connection, name: str) -> int:
    """The number of the file's newest version; 0 when it is as shipped."""
    query = select(func.max(policy_versions.c.version))
    return connection.scalar(query.where(policy_versions.c.name == name)) or SHIPPED


def add(
    connection: Connection,
    name: str,
    version: int,
    *,
    text: str | None,
    author: Person,
    note: str,
    at: datetime,
) -> None:
    """The version is in force; a text of None stands for the shipped file."""
    connection.execute(
        insert(policy_versions).values(
            name=name,
            version=version,
            text=text,
            author_id=author.person_id,
            author_name=author.name,
            note=note,
            at=at,
        )
    )

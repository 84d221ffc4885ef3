"""What agents and the bot asked customers for, and whether it was known already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, cast, func, insert, select

from handoff.storage.case_tables import questions_asked
from handoff.storage.tables import people, teams


def add(connection: Connection, asked: Sequence[dict[str, Any]]) -> None:
    """The questions are counted."""
    if asked:
        connection.execute(insert(questions_asked), asked)


def count_by(
    connection: Connection, column: str, *, since: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Id, name, questions and repeated ones since then, the most repeated first.

    `column` is `team_id`, `person_id`, `script` or `fact`; rows without one are left
    out.
    """
    q = questions_asked.c
    key = q[column]
    names: Any = {"team_id": teams.c.name, "person_id": people.c.name}.get(column, key)
    repeated = func.sum(cast(q.known, Integer))
    query = (
        select(key.label("id"), names.label("name"), func.count(), repeated)
        .where(q.at >= since, key.is_not(None))
        .group_by(key, names)
        .order_by(repeated.desc(), key)
    )
    if column == "team_id":
        query = query.join(teams, teams.c.team_id == key)
    elif column == "person_id":
        query = query.join(people, people.c.person_id == key)
    return connection.execute(query).all()


def count_all(connection: Connection, *, since: datetime) -> tuple[int, int]:
    """How many questions there were since then, and how many were repeated ones."""
    q = questions_asked.c
    row = connection.execute(
        select(func.count(), func.sum(cast(q.known, Integer))).where(q.at >= since)
    ).one()
    return row[0], row[1] or 0

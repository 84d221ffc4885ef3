"""People, teams and sessions: their rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from handoff.domain.principal import Person, Role
from handoff.domain.routing_policy import Team
from handoff.domain.views import PersonView, TeamView
from handoff.storage.tables import (
    people,
    sessions,
    sign_in_failures,
    team_members,
    teams,
)


def keep_teams(connection: Connection, wanted: Iterable[Team]) -> None:
    """Every wanted team exists under its present name; older ones stay."""
    rows = connection.execute(select(teams.c.team_id, teams.c.name)).all()
    known = {row.team_id: row.name for row in rows}
    for team in wanted:
        if team.id not in known:
            connection.execute(insert(teams).values(team_id=team.id, name=team.name))
        elif known[team.id] != team.name:
            connection.execute(
                update(teams).where(teams.c.team_id == team.id).values(name=team.name)
            )


def key_of(name: str) -> str:
    """The form in which names and e-mails are compared."""
    return " ".join(name.split()).casefold()


def find(connection: Connection, login: str) -> Row[Any] | None:
    """The person whom an e-mail or a name names."""
    key = key_of(login)
    return connection.execute(
        select(people).where(or_(people.c.email_key == key, people.c.name_key == key))
    ).first()


def view(connection: Connection, person: Row[Any]) -> PersonView:
    """The person as the console shows them."""
    return PersonView(
        id=person.person_id,
        name=person.name,
        email=person.email,
        role=person.role,
        teams=teams_of(connection, person.person_id),
        active=person.active,
        presence=person.presence,
        password_is_initial=person.password_is_initial,
    )


def teams_of(connection: Connection, person_id: str) -> list[TeamView]:
    """The teams that the person belongs to, by name."""
    rows = connection.execute(
        select(teams.c.team_id, teams.c.name)
        .join(team_members, team_members.c.team_id == teams.c.team_id)
        .where(team_members.c.person_id == person_id)
        .order_by(teams.c.name)
    )
    return [TeamView(*row) for row in rows]


def read_staff(connection: Connection) -> list[tuple[Person, str]]:
    """Everybody who may sign in, with their teams, and each one's presence."""
    belongs: dict[str, set[str]] = {}
    for person_id, team_id in connection.execute(select(team_members)):
        belongs.setdefault(person_id, set()).add(team_id)
    rows = connection.execute(select(people).where(people.c.active.is_(True)))
    return [
        (
            Person(
                person_id=row.person_id,
                name=row.name,
                role=Role(row.role),
                team_ids=frozenset(belongs.get(row.person_id, ())),
                email=row.email,
            ),
            row.presence,
        )
        for row in rows
    ]


def set_presence(connection: Connection, person_id: str, presence: str) -> None:
    """The person is online, away or offline."""
    connection.execute(
        update(people).where(people.c.person_id == person_id).values(presence=presence)
    )


def join_teams(connection: Connection, person_id: str, team_ids: Sequence[str]) -> None:
    """The person belongs to these teams besides those they had."""
    rows = [{"person_id": person_id, "team_id": team_id} for team_id in team_ids]
    if rows:
        connection.execute(insert(team_members), rows)


def set_teams(connection: Connection, person_id: str, team_ids: Sequence[str]) -> None:
    """The person belongs to these teams and no other."""
    connection.execute(
        delete(team_members).where(team_members.c.person_id == person_id)
    )
    join_teams(connection, person_id, team_ids)


def find_session(connection: Connection, token_hash: str) -> Row[Any] | None:
    """The session of a token, with its person."""
    return connection.execute(
        select(sessions, people)
        .join(people, people.c.person_id == sessions.c.person_id)
        .where(sessions.c.token_hash == token_hash)
    ).first()


def end_sessions(
    connection: Connection, person_id: str, *, but: str | None = None
) -> None:
    """Every session of the person has ended, but one if it is named."""
    connection.execute(
        delete(sessions).where(
            sessions.c.person_id == person_id, sessions.c.session_id != (but or "")
        )
    )


def failures(
    connection: Connection, key: str, *, since: datetime
) -> tuple[int, datetime | None]:
    """How often the key failed to sign in since then, and when first."""
    f = sign_in_failures.c
    row = connection.execute(
        select(func.count(), func.min(f.at)).where(f.key == key, f.at >= since)
    ).one()
    return row[0], row[1]


def note_failure(connection: Connection, key: str, *, at: datetime) -> None:
    """One more failure of the key is on record."""
    connection.execute(insert(sign_in_failures).values(key=key, at=at))


def forget_failures(connection: Connection, key: str, *, before: datetime) -> None:
    """The key's failures are gone, and everybody's from before that moment."""
    f = sign_in_failures.c
    connection.execute(delete(sign_in_failures).where(or_(f.key == key, f.at < before)))

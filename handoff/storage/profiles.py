"""How people work: tier, skills, languages, capacity; and who of them is there."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, insert, select, update

from handoff.domain.handoff import HandoffStatus
from handoff.domain.offers import Worker
from handoff.domain.principal import Role
from handoff.domain.profile import Profile
from handoff.storage.tables import (
    handoffs,
    offers,
    people,
    team_members,
    work_profiles,
)

_ASKED: Final = (Role.AGENT.value, Role.SUPERVISOR.value)
"""Roles that the desk offers work to; admins take what they choose."""
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Idle since for somebody who was never given anything."""


def keep(connection: Connection, person_id: str, **values: Any) -> None:
    """The person's profile has these values; it is made when there was none."""
    known = connection.scalar(
        select(work_profiles.c.person_id).where(work_profiles.c.person_id == person_id)
    )
    if known is None:
        usual = {"tier": 1, "skills": {}, "languages": [], "missed": 0}
        connection.execute(
            insert(work_profiles).values(person_id=person_id, **{**usual, **values})
        )
    else:
        connection.execute(
            update(work_profiles)
            .where(work_profiles.c.person_id == person_id)
            .values(**values)
        )


def read_all(connection: Connection) -> dict[str, Profile]:
    """Every profile that somebody has made, by the person's id."""
    return {
        row.person_id: Profile(
            tier=row.tier,
            capacity=row.capacity,
            skills=row.skills,
            languages=row.languages,
        )
        for row in connection.execute(select(work_profiles))
    }


def missed_of(connection: Connection, person_id: str) -> int:
    """How many offers in a row the person has left unanswered."""
    found = connection.scalar(
        select(work_profiles.c.missed).where(work_profiles.c.person_id == person_id)
    )
    return found or 0


def read_worker(
    connection: Connection, person_id: str, *, capacity: int
) -> tuple[Worker, str] | None:
    """The active person as somebody who works, and their presence.

    Args:
        connection: where to read.
        person_id: who.
        capacity: of people who have none of their own.
    """
    found = _read(
        connection, _people().where(people.c.person_id == person_id), capacity
    )
    return found[0] if found else None


def read_workers(connection: Connection, *, capacity: int) -> list[tuple[Worker, str]]:
    """Everybody active who answers customers, with their presence, by name."""
    query = _people().where(people.c.role != Role.EDITOR.value)
    return _read(connection, query.order_by(people.c.name_key), capacity)


def read_crew(connection: Connection, *, capacity: int) -> list[Worker]:
    """Everybody who is online and may be offered work."""
    query = _people().where(people.c.presence == "online", people.c.role.in_(_ASKED))
    return [worker for worker, _ in _read(connection, query, capacity)]


def _people() -> Select[Any]:
    return (
        select(people.c.person_id, people.c.name, people.c.presence, work_profiles)
        .outerjoin(work_profiles, work_profiles.c.person_id == people.c.person_id)
        .where(people.c.active.is_(True))
    )


def _read(
    connection: Connection, query: Select[Any], capacity: int
) -> list[tuple[Worker, str]]:
    rows = connection.execute(query).all()
    ids = [row[0] for row in rows]
    if not ids:
        return []
    members, held, offered = _what_they_have(connection, ids)
    return [
        (
            _worker(row, capacity, members[row[0]], held[row[0]], offered[row[0]]),
            row.presence,
        )
        for row in rows
    ]


def _worker(
    row: Row[Any],
    capacity: int,
    team_ids: list[str],
    held: list[str],
    offered: list[str],
) -> Worker:
    return Worker(
        person_id=row[0],
        name=row.name,
        team_ids=frozenset(team_ids),
        capacity=row.capacity or capacity,
        idle_since=row.idle_since or _NEVER,
        tier=row.tier or 1,
        skills=row.skills or {},
        languages=frozenset(row.languages or ()),
        held=tuple(held),
        offered=tuple(offered),
    )


def _what_they_have(
    connection: Connection, ids: Collection[str]
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
    """Teams, priorities of what is held, and of what is offered, by person."""
    teams = select(team_members.c.person_id, team_members.c.team_id).where(
        team_members.c.person_id.in_(ids)
    )
    held = select(handoffs.c.agent_id, handoffs.c.priority).where(
        handoffs.c.agent_id.in_(ids),
        handoffs.c.status == HandoffStatus.ACCEPTED.value,
    )
    offered = (
        select(offers.c.person_id, handoffs.c.priority)
        .join(handoffs, handoffs.c.handoff_id == offers.c.handoff_id)
        .where(offers.c.state == "open", offers.c.person_id.in_(ids))
    )
    return (
        _grouped(connection, teams),
        _grouped(connection, held),
        _grouped(connection, offered),
    )


def _grouped(connection: Connection, query: Select[Any]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in connection.execute(query):
        found[key].append(value)
    return found

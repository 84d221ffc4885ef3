"""Signing in and out: sessions that can be revoked at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, update

from handoff.desk import Desk
from handoff.domain.notice import RightsChanged
from handoff.domain.principal import Person, Role
from handoff.domain.views import PersonView, SignedIn
from handoff.errors import NotSignedIn, RateLimited
from handoff.ids import digest
from handoff.storage import people as rows
from handoff.storage import records
from handoff.storage.tables import sessions
from handoff.storage.unit import Unit

MAX_FAILURES: Final = 5
FAILURE_WINDOW: Final = timedelta(minutes=30)
"""Five wrong passwords per person and network within it, then a pause (S10)."""
USE_GRAIN: Final = timedelta(minutes=1)
"""How exactly the last use is kept: one write a minute, not one a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A live sign-in: the person, and the token that writes must carry."""

    session_id: str
    person: Person
    csrf: str
    password_is_initial: bool


async def sign_in(desk: Desk, *, login: str, password: str, network: str) -> SignedIn:
    """A fresh session exists for the person whom login and password name.

    `login` is an e-mail or a name; `network` is the caller's address.

    Raises:
        NotSignedIn: unknown person, wrong password or disabled: one text for all.
        RateLimited: five failures within thirty minutes from this network.
    """
    key = digest(f"{rows.key_of(login)} {network}")
    await _check_failures(desk, key)
    person = await desk.reader.read(lambda connection: rows.find(connection, login))
    stored = person.password_hash if person is not None and person.active else None
    if not await desk.passwords.matches(stored, password) or person is None:
        await desk.writer.change(
            lambda unit: rows.note_failure(unit.sql(), key, at=unit.now)
        )
        raise NotSignedIn("the login or the password is wrong")
    return await _start_session(desk, person, key)


async def find_session(desk: Desk, token: str) -> Session:
    """The live session of the token; its idle time starts anew.

    Raises:
        NotSignedIn: there is none, it has expired, or the person is disabled.
    """
    hashed = digest(token)
    now = desk.clock.now()

    def find(connection: Connection) -> tuple[Session, datetime] | None:
        row = rows.find_session(connection, hashed)
        if row is None or not row.active or _is_over(desk, row, now):
            return None
        teams = rows.teams_of(connection, row.person_id)
        return _session(row, frozenset(team.id for team in teams)), row.used_at

    found = await desk.reader.read(find)
    if found is None:
        raise NotSignedIn("sign in first")
    session, used_at = found
    if now - used_at >= USE_GRAIN:
        await desk.writer.change(lambda unit: _touch(unit, session.session_id))
    return session


async def sign_out(desk: Desk, token: str) -> None:
    """The token's session has ended, if there was one."""
    hashed = digest(token)

    def end(unit: Unit) -> Row[Any] | None:
        row = rows.find_session(unit.sql(), hashed)
        if row is not None:
            unit.sql().execute(
                delete(sessions).where(sessions.c.session_id == row.session_id)
            )
        return row

    ended = await desk.writer.change(end)
    if ended is not None:
        desk.tell(RightsChanged(ended.person_id, ended.session_id))


async def _check_failures(desk: Desk, key: str) -> None:
    now = desk.clock.now()
    count, first = await desk.reader.read(
        lambda connection: rows.failures(connection, key, since=now - FAILURE_WINDOW)
    )
    if count >= MAX_FAILURES and first is not None:
        seconds = int((first + FAILURE_WINDOW - now).total_seconds()) + 1
        raise RateLimited(
            "too many failed tries, wait a while", details={"retry_after": seconds}
        )


async def _start_session(desk: Desk, person: Row[Any], key: str) -> SignedIn:
    token, csrf = desk.ids.secret(), desk.ids.secret()
    session_id = desk.ids.new("ses")
    life = timedelta(seconds=desk.settings.session_life)

    def start(unit: Unit) -> PersonView:
        unit.sql().execute(
            insert(sessions).values(
                session_id=session_id,
                token_hash=digest(token),
                person_id=person.person_id,
                csrf=csrf,
                created_at=unit.now,
                used_at=unit.now,
                expires_at=unit.now + life,
            )
        )
        unit.sql().execute(delete(sessions).where(sessions.c.expires_at < unit.now))
        rows.forget_failures(unit.sql(), key, before=unit.now - FAILURE_WINDOW)
        records.note_action(
            unit.sql(),
            None,
            "session.start",
            object_kind="person",
            object_id=person.person_id,
            at=unit.now,
        )
        return rows.view(unit.sql(), person)

    view = await desk.writer.change(start)
    return SignedIn(token, csrf, session_id, view)


def _is_over(desk: Desk, row: Row[Any], now: datetime) -> bool:
    idle = timedelta(seconds=desk.settings.session_idle)
    return bool(row.expires_at <= now or row.used_at + idle <= now)


def _session(row: Row[Any], team_ids: frozenset[str]) -> Session:
    person = Person(
        person_id=row.person_id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        team_ids=team_ids,
    )
    return Session(
        session_id=row.session_id,
        person=person,
        csrf=row.csrf,
        password_is_initial=row.password_is_initial,
    )


def _touch(unit: Unit, session_id: str) -> None:
    unit.sql().execute(
        update(sessions)
        .where(sessions.c.session_id == session_id)
        .values(used_at=unit.now)
    )

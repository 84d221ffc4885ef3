"""People of the company: who they are and what they may do."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from handoff.desk import Desk
from handoff.domain.notice import RightsChanged
from handoff.domain.principal import Person, Role
from handoff.domain.profile import USUAL, Profile
from handoff.domain.text import check_text
from handoff.domain.views import NewPerson, PersonView
from handoff.errors import Conflict, NotFound, NotSignedIn, ValidationFailed
from handoff.services.sessions import Session, find_session, sign_in, sign_out
from handoff.services.staff import check_profile, keep_profile
from handoff.storage import people as rows
from handoff.storage import records
from handoff.storage.tables import people
from handoff.storage.unit import Unit

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200

__all__ = [
    "Session",
    "add_person",
    "change_password",
    "find_session",
    "list_people",
    "read_me",
    "reset_password",
    "set_active",
    "sign_in",
    "sign_out",
]


async def change_password(
    desk: Desk, who: Person, *, session_id: str, current: str, new: str
) -> None:
    """The new password holds and every other session of the person has ended.

    Raises:
        NotSignedIn: `current` is wrong.
        ValidationFailed: `new` is shorter than 12 or longer than 200 characters.
    """
    _check_password(new)
    stored = await desk.reader.read(
        lambda connection: connection.scalar(
            select(people.c.password_hash).where(people.c.person_id == who.person_id)
        )
    )
    if not await desk.passwords.matches(stored, current):
        raise NotSignedIn("the current password is wrong")
    hashed = await desk.passwords.hash(new)

    def change(unit: Unit) -> None:
        _update(unit, who.person_id, password_hash=hashed, password_is_initial=False)
        rows.end_sessions(unit.sql(), who.person_id, but=session_id)
        note(unit, who, "password.change", who.person_id)

    await desk.writer.change(change)
    desk.tell(RightsChanged(who.person_id, None))


async def read_me(desk: Desk, who: Person) -> PersonView:
    """The person as their own console shows them."""
    return await desk.reader.read(lambda connection: _view(connection, who.person_id))


async def add_person(
    desk: Desk,
    *,
    name: str,
    email: str,
    role: Role,
    team_ids: Sequence[str] | None,
    password: str | None = None,
    profile: Profile = USUAL,
    by: Person | None = None,
) -> NewPerson:
    """The person may sign in with the password given, or a generated one.

    `team_ids` None means every team, so that a small desk leaves no queue unserved;
    `by` None is whoever runs commands on the desk's machine.

    Raises:
        ValidationFailed: a malformed name or e-mail, an unknown team or skill.
        Conflict: the name or e-mail is taken.
    """
    name = " ".join(check_text(name, field="name", longest=100).split())
    email = _check_email(email)
    team_ids = check_teams(desk, team_ids)
    check_profile(desk, profile)
    if password is not None:
        _check_password(password)
    chosen = password or desk.ids.password()
    hashed = await desk.passwords.hash(chosen)
    person_id = desk.ids.new("per")

    def add(unit: Unit) -> PersonView:
        for login in (name, email):
            if rows.find(unit.sql(), login) is not None:
                raise Conflict(f"{login} is taken already")
        unit.sql().execute(
            insert(people).values(
                person_id=person_id,
                name=name,
                name_key=rows.key_of(name),
                email=email,
                email_key=rows.key_of(email),
                role=role.value,
                password_hash=hashed,
                password_is_initial=True,
                active=True,
                presence="offline",
                created_at=unit.now,
            )
        )
        rows.join_teams(unit.sql(), person_id, team_ids)
        keep_profile(unit, person_id, profile)
        note(unit, by, "person.add", person_id, role=role.value)
        return _view(unit.sql(), person_id)

    return NewPerson(await desk.writer.change(add), chosen)


async def reset_password(
    desk: Desk, *, login: str, by: Person | None = None
) -> NewPerson:
    """A generated password holds and every session of the person has ended.

    Raises:
        NotFound: nobody has that e-mail or name.
    """
    chosen = desk.ids.password()
    hashed = await desk.passwords.hash(chosen)

    def reset(unit: Unit) -> PersonView:
        person_id = _require(unit.sql(), login).person_id
        _update(unit, person_id, password_hash=hashed, password_is_initial=True)
        rows.end_sessions(unit.sql(), person_id)
        note(unit, by, "password.reset", person_id)
        return _view(unit.sql(), person_id)

    view = await desk.writer.change(reset)
    desk.tell(RightsChanged(view.id, None))
    return NewPerson(view, chosen)


async def set_active(desk: Desk, *, login: str, active: bool) -> PersonView:
    """The person may, or may no longer, sign in; disabling ends their sessions.

    Raises:
        NotFound: nobody has that e-mail or name.
    """

    def change(unit: Unit) -> PersonView:
        person_id = _require(unit.sql(), login).person_id
        _update(unit, person_id, active=active)
        if not active:
            rows.end_sessions(unit.sql(), person_id)
        note(unit, None, "person.enable" if active else "person.disable", person_id)
        return _view(unit.sql(), person_id)

    view = await desk.writer.change(change)
    desk.tell(RightsChanged(view.id, None))
    return view


async def list_people(desk: Desk) -> list[PersonView]:
    """Everybody, by name."""

    def read(connection: Connection) -> list[PersonView]:
        found = connection.execute(select(people).order_by(people.c.name_key))
        return [rows.view(connection, person) for person in found.all()]

    return await desk.reader.read(read)


def check_teams(desk: Desk, team_ids: Sequence[str] | None) -> list[str]:
    """The teams, each once; every team when none are named.

    Raises:
        ValidationFailed: there is no such team.
    """
    known = {team.id for team in desk.policies.routing.teams}
    if team_ids is None:
        return sorted(known)
    if not known.issuperset(team_ids):
        unknown = ", ".join(sorted(set(team_ids) - known))
        raise ValidationFailed(
            f"no such team: {unknown}",
            details={"field": "teams", "teams": sorted(known)},
        )
    return list(dict.fromkeys(team_ids))


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ValidationFailed(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters",
            details={"field": "password"},
        )


def _check_email(email: str) -> str:
    # Imported late: it is slow to load and only a new person needs it.
    from email_validator import EmailNotValidError, validate_email

    try:
        checked = validate_email(
            email, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValidationFailed(str(error), details={"field": "email"}) from error
    return checked.normalized


def _require(connection: Connection, login: str) -> Row[Any]:
    person = rows.find(connection, login)
    if person is None:
        raise NotFound("nobody has that e-mail or name")
    return person


def _view(connection: Connection, person_id: str) -> PersonView:
    person = connection.execute(
        select(people).where(people.c.person_id == person_id)
    ).one()
    return rows.view(connection, person)


def _update(unit: Unit, person_id: str, **values: Any) -> None:
    unit.sql().execute(
        update(people).where(people.c.person_id == person_id).values(**values)
    )


def note(
    unit: Unit, by: Person | None, verb: str, person_id: str, **details: Any
) -> None:
    """The audit log says who did that to the person."""
    records.note_action(
        unit.sql(),
        by,
        verb,
        object_kind="person",
        object_id=person_id,
        at=unit.now,
        details=details,
    )

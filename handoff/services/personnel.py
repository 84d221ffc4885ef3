"""What admins do with people: add, change, disable, give a new password."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from handoff.desk import Desk
from handoff.domain.notice import RightsChanged
from handoff.domain.principal import Person, Role
from handoff.domain.profile import Profile
from handoff.domain.views import NewPerson, PersonView
from handoff.errors import Conflict, NotFound
from handoff.services import people as accounts
from handoff.services.access import require_admin
from handoff.services.staff import set_profile
from handoff.storage import people as rows
from handoff.storage import profiles
from handoff.storage.tables import people
from handoff.storage.unit import Unit


async def list_staff(desk: Desk, who: Person) -> list[PersonView]:
    """Everybody, by name.

    Raises:
        NotAllowed: the person is no admin.
    """
    require_admin(who)
    return await accounts.list_people(desk)


async def list_profiles(desk: Desk, who: Person) -> dict[str, Profile]:
    """How each person works, by their ids; who is not there works as usual.

    Raises:
        NotAllowed: the person is no admin.
    """
    require_admin(who)
    return await desk.reader.read(profiles.read_all)


async def add_staff(
    desk: Desk,
    who: Person,
    *,
    name: str,
    email: str,
    role: Role,
    team_ids: Sequence[str],
) -> NewPerson:
    """The person may sign in; the answer holds the only copy of their password.

    Raises:
        NotAllowed: `who` is no admin.
        ValidationFailed: a malformed name or e-mail, an unknown team.
        Conflict: the name or e-mail is taken.
    """
    require_admin(who)
    return await accounts.add_person(
        desk, name=name, email=email, role=role, team_ids=team_ids, by=who
    )


async def change_staff(
    desk: Desk,
    who: Person,
    *,
    person_id: str,
    role: Role,
    team_ids: Sequence[str],
    active: bool,
) -> PersonView:
    """The person has this role and these teams; who may not sign in is signed out.

    Raises:
        NotAllowed: `who` is no admin.
        NotFound: there is nobody of that id.
        ValidationFailed: an unknown team.
        Conflict: the desk would have no admin left.
    """
    require_admin(who)
    wanted = accounts.check_teams(desk, team_ids)

    def change(unit: Unit) -> PersonView:
        before = _view(unit.sql(), person_id)
        unit.sql().execute(
            update(people)
            .where(people.c.person_id == person_id)
            .values(role=role.value, active=active)
        )
        if not _admins(unit.sql()):
            raise Conflict("the desk needs an admin: name another one first")
        rows.set_teams(unit.sql(), person_id, wanted)
        if not active:
            rows.end_sessions(unit.sql(), person_id)
        after = _view(unit.sql(), person_id)
        _note_change(unit, who, before, after)
        return after

    view = await desk.writer.change(change)
    desk.tell(RightsChanged(person_id, None))
    return view


async def change_profile(
    desk: Desk, who: Person, *, person_id: str, profile: Profile
) -> None:
    """The person works as the profile says, from the next offer on.

    Raises:
        NotAllowed: `who` is no admin.
        NotFound: there is nobody of that id.
        ValidationFailed: the profile does not fit the routing policy.
    """
    require_admin(who)
    await set_profile(desk, who, person_id=person_id, profile=profile)


async def renew_password(desk: Desk, who: Person, *, person_id: str) -> NewPerson:
    """A generated password holds, shown this once; the person is signed out.

    Raises:
        NotAllowed: `who` is no admin.
        NotFound: there is nobody of that id.
    """
    require_admin(who)
    view = await desk.reader.read(lambda connection: _view(connection, person_id))
    return await accounts.reset_password(desk, login=view.email, by=who)


def _note_change(
    unit: Unit, who: Person, before: PersonView, after: PersonView
) -> None:
    """One line of the audit log for each thing that changed."""
    if before.role != after.role:
        details = {"old": before.role, "new": after.role}
        accounts.note(unit, who, "person.role", after.id, **details)
    old, new = ([team.id for team in one.teams] for one in (before, after))
    if old != new:
        accounts.note(unit, who, "person.teams", after.id, old=old, new=new)
    if before.active != after.active:
        verb = "person.enable" if after.active else "person.disable"
        accounts.note(unit, who, verb, after.id)


def _view(connection: Connection, person_id: str) -> PersonView:
    row = connection.execute(
        select(people).where(people.c.person_id == person_id)
    ).first()
    if row is None:
        raise NotFound("there is nobody of that id")
    return rows.view(connection, row)


def _admins(connection: Connection) -> int:
    query = select(func.count()).where(
        people.c.role == Role.ADMIN.value, people.c.active.is_(True)
    )
    return connection.scalar(query) or 0

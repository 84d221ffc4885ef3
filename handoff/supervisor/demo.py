"""The people of the demo: added once, to a desk that has nobody yet."""

from pathlib import Path

import msgspec

from handoff.config import Settings
from handoff.desk import open_desk
from handoff.domain.principal import Role
from handoff.domain.profile import Profile
from handoff.domain.views import NewPerson
from handoff.services.people import add_person, list_people


class DemoPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of data/demo/people.yml."""

    name: str
    email: str
    role: Role
    teams: list[str] | None = None
    profile: Profile = Profile()


class DemoPeople(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of data/demo/people.yml."""

    people: list[DemoPerson]


def read_demo_people(content_dir: Path) -> list[DemoPerson]:
    """The people that the content folder names; msgspec's error says what is wrong."""
    content = (content_dir / "demo" / "people.yml").read_bytes()
    return msgspec.yaml.decode(content, type=DemoPeople).people


async def add_demo_people(settings: Settings) -> list[NewPerson]:
    """Whoever was added, with the only copy of their passwords.

    Nobody, if the desk has people already. May run beside the desk.
    """
    desk = await open_desk(settings, guest=True)
    try:
        if await list_people(desk):
            return []
        return [
            await add_person(
                desk,
                name=person.name,
                email=person.email,
                role=person.role,
                team_ids=person.teams,
                profile=person.profile,
            )
            for person in read_demo_people(settings.content_dir)
        ]
    finally:
        await desk.close()

"""How people work, and who may change it."""

from typing import Any

from sqlalchemy import select

from handoff.desk import Desk
from handoff.domain.notice import WorkChanged
from handoff.domain.offers import Worker
from handoff.domain.principal import Person
from handoff.domain.profile import Profile, profile_faults
from handoff.errors import NotAllowed, NotFound, ValidationFailed
from handoff.storage import profiles, records
from handoff.storage.tables import people
from handoff.storage.unit import Unit


def check_profile(desk: Desk, profile: Profile) -> None:
    """Nothing: the profile fits the routing policy.

    Raises:
        ValidationFailed: it does not; the message says why, `details` the field.
    """
    for field, reason in profile_faults(profile, desk.policies.routing):
        raise ValidationFailed(reason, details={"field": field})


def keep_profile(unit: Unit, person_id: str, profile: Profile) -> None:
    """The person works as the checked profile says."""
    profiles.keep(
        unit.sql(),
        person_id,
        tier=profile.tier,
        capacity=profile.capacity,
        skills=profile.skills,
        languages=profile.languages,
    )


async def read_workers(desk: Desk) -> list[tuple[Worker, str]]:
    """Everybody who answers customers, with what they hold, and their presence."""
    capacity = desk.policies.routing.capacity.default
    return await desk.reader.read(
        lambda connection: profiles.read_workers(connection, capacity=capacity)
    )


async def read_work(desk: Desk, who: Person) -> dict[str, Any]:
    """How the person works and what each priority weighs, for their own console."""
    policy = desk.policies.routing.capacity
    found = await desk.reader.read(
        lambda connection: profiles.read_worker(
            connection, who.person_id, capacity=policy.default
        )
    )
    worker = None if found is None else found[0]
    return {
        "tier": 1 if worker is None else worker.tier,
        "capacity": policy.default if worker is None else worker.capacity,
        "weights": policy.weights,
    }


async def set_profile(
    desk: Desk, who: Person | None, *, person_id: str, profile: Profile
) -> None:
    """The person works as the profile says, from the next offer on.

    Args:
        desk: the desk.
        who: a supervisor or admin; None for a command beside the desk.
        person_id: whose profile it is.
        profile: all of it; what it leaves out is as it is by default.

    Raises:
        NotAllowed: `who` may not change how others work.
        NotFound: there is no such person.
        ValidationFailed: the profile does not fit the routing policy.
    """
    if who is not None and not who.role.sees_all_teams:
        raise NotAllowed("only supervisors and admins change how people work")
    check_profile(desk, profile)

    def change(unit: Unit) -> None:
        known = unit.sql().scalar(
            select(people.c.person_id).where(people.c.person_id == person_id)
        )
        if known is None:
            raise NotFound("no such person")
        keep_profile(unit, person_id, profile)
        records.note_action(
            unit.sql(),
            who,
            "person.profile",
            object_kind="person",
            object_id=person_id,
            at=unit.now,
            details={
                "tier": profile.tier,
                "capacity": profile.capacity,
                "skills": profile.skills,
                "languages": profile.languages,
            },
        )

    await desk.writer.change(change)
    desk.tell(WorkChanged(person_id))

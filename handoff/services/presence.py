"""Presence: who is online, away or offline."""

from typing import Final

from sqlalchemy import Connection, select

from handoff.desk import Desk
from handoff.domain.notice import PresenceChanged
from handoff.domain.principal import Person
from handoff.errors import ValidationFailed
from handoff.services.offers import withdraw_from
from handoff.storage import profiles
from handoff.storage.people import set_presence as set_row
from handoff.storage.tables import people
from handoff.storage.unit import Unit

WORDS: Final = ("online", "away", "offline")


async def set_presence(desk: Desk, who: Person, *, presence: str) -> None:
    """The person is `online`, `away` or `offline`, and others are told.

    Whoever is not online is offered nothing: what they were being asked to take goes
    to the next person at once.

    Raises:
        ValidationFailed: another word.
    """
    if presence not in WORDS:
        raise ValidationFailed(
            "presence must be online, away or offline", details={"field": "presence"}
        )

    def change(unit: Unit) -> None:
        set_row(unit.sql(), who.person_id, presence)
        profiles.keep(unit.sql(), who.person_id, missed=0)
        if presence == "online":
            profiles.keep(unit.sql(), who.person_id, idle_since=unit.now)
        else:
            withdraw_from(unit, who.person_id)

    await desk.writer.change(change)
    desk.tell(PresenceChanged(who.person_id, presence))


async def read_presence(desk: Desk, who: Person) -> tuple[str, bool]:
    """How the person is, and whether the desk itself said so for want of answers."""

    def read(connection: Connection) -> tuple[str, bool]:
        presence = connection.scalar(
            select(people.c.presence).where(people.c.person_id == who.person_id)
        )
        missed = profiles.missed_of(connection, who.person_id)
        return presence or "offline", presence == "away" and missed > 0

    return await desk.reader.read(read)

"""Presence: who is online, away or offline."""

from typing import Final

from sqlalchemy import update

from handoff.desk import Desk
from handoff.domain.notice import PresenceChanged
from handoff.domain.principal import Person
from handoff.errors import ValidationFailed
from handoff.storage.tables import people
from handoff.storage.unit import Unit

WORDS: Final = ("online", "away", "offline")


async def set_presence(desk: Desk, who: Person, *, presence: str) -> None:
    """The person is `online`, `away` or `offline`, and others are told.

    Raises:
        ValidationFailed: another word.
    """
    if presence not in WORDS:
        raise ValidationFailed(
            "presence must be online, away or offline", details={"field": "presence"}
        )

    def change(unit: Unit) -> None:
        unit.sql().execute(
            update(people)
            .where(people.c.person_id == who.person_id)
            .values(presence=presence)
        )

    await desk.writer.change(change)
    desk.tell(PresenceChanged(who.person_id, presence))

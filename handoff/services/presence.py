"""Presence: who is online, away or offline."""

from typing import Final

from handoff.desk import Desk
from handoff.domain.notice import PresenceChanged
from handoff.domain.principal import Person
from handoff.errors import ValidationFailed
from handoff.services.offers import withdraw_from
from handoff.storage import profiles
from handoff.storage.people import set_presence as set_row
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
        if presence == "online":
            profiles.keep(unit.sql(), who.person_id, idle_since=unit.now, missed=0)
        else:
            withdraw_from(unit, who.person_id)

    await desk.writer.change(change)
    desk.tell(PresenceChanged(who.person_id, presence))

"""Presence: who is online, away or offline."""

from handoff.desk import Desk
from handoff.domain.principal import Person


async def set_presence(desk: Desk, who: Person, *, presence: str) -> None:
    """The person is `online`, `away` or `offline`, and others are told.

    Raises:
        ValidationFailed: another word.
    """
    raise NotImplementedError

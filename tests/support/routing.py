"""Queues in tests: who is there, what is offered to whom, what the log says of it."""

from typing import Any

from sqlalchemy import Row

from handoff.desk import Desk
from handoff.domain.event import Event, EventType
from handoff.domain.principal import Person
from handoff.services.presence import set_presence
from handoff.storage import offers
from tests.support.logs import log_of


async def on_line(desk: Desk, *people: Person) -> None:
    """The people are online, the first the longest idle."""
    for who in people:
        await set_presence(desk, who, presence="online")


async def offer_of(desk: Desk, handoff_id: str) -> Row[Any] | None:
    """The handoff's open offer."""
    return await desk.reader.read(
        lambda connection: offers.open_of(connection, handoff_id)
    )


async def events_of(desk: Desk, conversation_id: str, type: EventType) -> list[Event]:
    """The conversation's events of one type."""
    return [e for e in await log_of(desk, conversation_id) if e.type is type]

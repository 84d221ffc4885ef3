"""What a customer's page starts from: the same for first load, reconnect and poll."""

from typing import NamedTuple

from handoff.desk import Desk
from handoff.domain.event import EventPage
from handoff.domain.principal import Customer
from handoff.domain.views import CustomerSnapshot
from handoff.services import conversations


class Picture(NamedTuple):
    """Events since a point, and how the conversation stood after them."""

    page: EventPage
    snapshot: CustomerSnapshot


async def read_picture(
    desk: Desk, who: Customer, conversation_id: str, since: int
) -> Picture:
    """The conversation since `since`; from its start when the page is ahead of it.

    A page can be ahead of the log only after the database was restored.

    Raises:
        NotFound: there is no such conversation for the customer.
    """
    # Events first: a snapshot may be newer than they are, never older, and what
    # follows leads the page to the same end.
    page = await conversations.events_since(
        desk, who, conversation_id=conversation_id, since=since
    )
    snapshot = await conversations.customer_snapshot(
        desk, who, conversation_id=conversation_id
    )
    if since > snapshot.last_seq:
        return await read_picture(desk, who, conversation_id, 0)
    return Picture(page, snapshot)

"""Who waits, in which order, and for how long."""

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.domain.views import Inbox, InboxItem, Place


async def read_inbox(desk: Desk, who: Person) -> Inbox:
    """Everything that waits for the person's teams, and all that they hold."""
    raise NotImplementedError


async def read_item(
    desk: Desk, who: Person, *, conversation_id: str
) -> InboxItem | None:
    """The conversation's line in the person's inbox; None when it has none."""
    raise NotImplementedError


async def read_place(
    desk: Desk, who: Customer, *, conversation_id: str
) -> Place | None:
    """The customer's place and wait; None when they do not wait.

    Raises:
        NotFound: the conversation is not theirs.
    """
    raise NotImplementedError


async def read_places(desk: Desk, *, team_id: str, first: int = 100) -> list[Place]:
    """Places and waits of the first conversations in a team's queue, in order."""
    raise NotImplementedError

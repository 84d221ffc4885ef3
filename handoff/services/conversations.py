"""Reading a conversation: snapshots, and events since a point."""

from handoff.desk import Desk
from handoff.domain.event import EventPage
from handoff.domain.principal import Customer, Person, Principal
from handoff.domain.views import AgentSnapshot, CustomerSnapshot, OpenedConversation


async def find_open(desk: Desk, who: Customer) -> str | None:
    """The id of the customer's open conversation, if there is one."""
    raise NotImplementedError


async def customer_snapshot(
    desk: Desk, who: Customer, *, conversation_id: str
) -> CustomerSnapshot:
    """How the conversation stands, as its customer may know it.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    raise NotImplementedError


async def agent_snapshot(
    desk: Desk, who: Person, *, conversation_id: str
) -> AgentSnapshot:
    """How the conversation stands, with packet and rating.

    Raises:
        NotFound: there is none, or it is not for this person to see.
    """
    raise NotImplementedError


async def events_since(
    desk: Desk, who: Principal, *, conversation_id: str, since: int, limit: int = 500
) -> EventPage:
    """The events after seq `since` that `who` may see, oldest first.

    The page's cursor is the last seq that it covers, seen or not: ask again from
    there while it is below the conversation's `last_seq`.

    Raises:
        NotFound: there is no such conversation for `who`.
    """
    raise NotImplementedError


async def open_conversation(
    desk: Desk, who: Person, *, conversation_id: str, last_seq: int
) -> OpenedConversation:
    """Snapshot and events since `last_seq`, read at one moment.

    Raises:
        NotFound: there is none, or it is not for this person to see.
    """
    raise NotImplementedError


async def start_new(desk: Desk, who: Customer) -> None:
    """The customer has no open conversation: their next message starts a new one.

    Raises:
        IllegalTransition: a person has the conversation or is on the way.
    """
    raise NotImplementedError


async def mark_seen(
    desk: Desk, who: Principal, *, conversation_id: str, seq: int
) -> None:
    """`who` has seen the conversation up to `seq`; it never goes back.

    Raises:
        NotFound: there is no such conversation for `who`.
    """
    raise NotImplementedError

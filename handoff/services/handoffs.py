"""Handoffs: asking for a person, accepting, giving back, resolving."""

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.domain.views import AgentSnapshot


async def request_by_customer(
    desk: Desk, who: Customer, *, conversation_id: str | None
) -> str:
    """The customer waits for a person; asking again changes nothing.

    Returns:
        The conversation's id; it is made when there was none.

    Raises:
        NotFound: the conversation is not theirs.
        IllegalTransition: the conversation is closed.
    """
    raise NotImplementedError


async def accept(desk: Desk, who: Person, *, handoff_id: str) -> AgentSnapshot:
    """The person owns the conversation; exactly one can win.

    Raises:
        NotFound: no such handoff, or it is not for this person to see.
        HandoffAlreadyTaken: `details.agent` was first.
        IllegalTransition: it no longer waits.
    """
    raise NotImplementedError


async def return_to_bot(
    desk: Desk, who: Person, *, conversation_id: str, epoch: int, note: str
) -> None:
    """The bot owns the conversation again and knows that a person had it.

    Raises:
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
    """
    raise NotImplementedError


async def resolve(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    epoch: int,
    outcome: str,
    note: str,
) -> None:
    """The conversation is closed with an outcome of the policy's list.

    Raises:
        ValidationFailed: no such outcome.
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
    """
    raise NotImplementedError

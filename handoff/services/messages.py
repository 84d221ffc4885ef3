"""Writing into a conversation: the customer's words, an agent's words, notes."""

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.domain.views import Received, Sent


async def receive_customer_message(
    desk: Desk, who: Customer, *, conversation_id: str | None, cmid: str, text: str
) -> Received:
    """The message is stored durably, exactly once for its `cmid`.

    Without a conversation id it goes to the customer's open conversation, which
    is made by it when there is none.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not theirs.
        IllegalTransition: the conversation is closed.
        Unavailable: the database cannot commit; nothing was stored.
    """
    raise NotImplementedError


async def send_agent_message(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    cmid: str,
    text: str,
    epoch: int,
    last_seq: int,
) -> Sent:
    """The agent's message is stored durably, exactly once for its `cmid`.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
        NotReady: `last_seq` is below what the packet covers.
        Unavailable: the database cannot commit; nothing was stored.
    """
    raise NotImplementedError


async def add_note(
    desk: Desk, who: Person, *, conversation_id: str, cmid: str, text: str
) -> Sent:
    """An internal note is stored durably, exactly once for its `cmid`.

    Raises:
        ValidationFailed: empty, too long, or not storable text; a wrong `cmid`.
        NotFound: the conversation is not for this person to see.
    """
    raise NotImplementedError

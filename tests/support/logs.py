"""Reading a desk's conversations in tests, and waiting for what shall happen there."""

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.event import Event
from handoff.domain.principal import Person
from handoff.domain.views import InboxItem
from handoff.services import queue
from handoff.storage import events, memories, turns
from tests.support.waiting import until


async def log_of(desk: Desk, conversation_id: str) -> list[Event]:
    """Everything in the conversation, internal events too."""
    return await desk.reader.read(
        lambda connection: events.read_since(
            connection, conversation_id, since=0, limit=500, internal=True
        )
    )


async def settled(desk: Desk, conversation_id: str) -> list[Event]:
    """The log once the bot owes nothing any more."""

    async def idle() -> bool:
        return await desk.reader.read(
            lambda connection: turns.next_open(connection, conversation_id) is None
        )

    await until(idle)
    return await log_of(desk, conversation_id)


def spoken(log: list[Event], kind: str = "bot") -> list[str]:
    """What that kind of author said."""
    return [e.data["text"] for e in log if e.author.kind == kind and "text" in e.data]


def codes(log: list[Event]) -> list[str]:
    """The codes of the desk's own words."""
    return [e.data["code"] for e in log if "code" in e.data]


async def queued_item(desk: Desk, who: Person, conversation_id: str) -> InboxItem:
    """The conversation's line in the agent's inbox."""
    item = await queue.read_item(desk, who, conversation_id=conversation_id)
    assert item is not None
    return item


async def until_code(desk: Desk, conversation_id: str, code: str) -> None:
    """The desk has said that."""
    await until(lambda: _has_code(desk, conversation_id, code))


async def _has_code(desk: Desk, conversation_id: str, code: str) -> bool:
    return code in codes(await log_of(desk, conversation_id))


async def until_rated(desk: Desk, conversation_id: str, *, seq: int = 1) -> None:
    """The message has been rated, or its rating given up."""

    def rated(connection: Connection) -> bool:
        return memories.read(connection, conversation_id).rated_seq >= seq

    await until(lambda: desk.reader.read(rated))

"""Reading a conversation: snapshots, and events since a point."""

from typing import Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import EventPage
from handoff.domain.principal import Customer, Person, Principal
from handoff.domain.views import AgentSnapshot, CustomerSnapshot, OpenedConversation
from handoff.errors import IllegalTransition
from handoff.services import picture
from handoff.services.access import Verb, can, require
from handoff.storage import conversations as rows
from handoff.storage import events, seen, turns
from handoff.storage.unit import Unit

MAX_PAGE: Final = 500
"""Events in one page: more are fetched from its cursor."""


async def find_open(desk: Desk, who: Customer) -> str | None:
    """The id of the customer's open conversation, if there is one."""
    return await desk.reader.read(
        lambda connection: rows.find_open(connection, who.customer_id)
    )


async def customer_snapshot(
    desk: Desk, who: Customer, *, conversation_id: str
) -> CustomerSnapshot:
    """How the conversation stands, as its customer may know it.

    Raises:
        NotFound: there is none, or it is not theirs.
    """

    def draw(connection: Connection) -> CustomerSnapshot:
        found = rows.read(connection, conversation_id)
        conversation = require(who, Verb.READ, found)
        return picture.draw_for_customer(connection, desk, conversation)

    return await desk.reader.read(draw)


async def agent_snapshot(
    desk: Desk, who: Person, *, conversation_id: str
) -> AgentSnapshot:
    """How the conversation stands, with packet and rating.

    Raises:
        NotFound: there is none, or it is not for this person to see.
    """

    def draw(connection: Connection) -> AgentSnapshot:
        found = rows.read(connection, conversation_id)
        conversation = require(who, Verb.READ, found)
        return picture.draw_for_agent(connection, desk, conversation)

    return await desk.reader.read(draw)


async def events_since(
    desk: Desk,
    who: Principal,
    *,
    conversation_id: str,
    since: int,
    limit: int = MAX_PAGE,
) -> EventPage:
    """The events after seq `since` that `who` may see, oldest first.

    The page's cursor is the last seq that it covers, seen or not: ask again from
    there while it is below the conversation's `last_seq`.

    Raises:
        NotFound: there is no such conversation for `who`.
    """

    def page(connection: Connection) -> EventPage:
        found = rows.read(connection, conversation_id)
        conversation = require(who, Verb.READ, found)
        return _page(connection, who, conversation, since, limit)

    return await desk.reader.read(page)


async def open_conversation(
    desk: Desk, who: Person, *, conversation_id: str, last_seq: int
) -> OpenedConversation:
    """Snapshot and events since `last_seq`, read at one moment.

    Raises:
        NotFound: there is none, or it is not for this person to see.
    """

    def draw(connection: Connection) -> OpenedConversation:
        found = rows.read(connection, conversation_id)
        conversation = require(who, Verb.READ, found)
        page = _page(connection, who, conversation, last_seq, MAX_PAGE)
        snapshot = picture.draw_for_agent(connection, desk, conversation)
        return OpenedConversation(snapshot, page.events, page.cursor)

    return await desk.reader.read(draw)


async def start_new(desk: Desk, who: Customer) -> None:
    """The customer has no open conversation: their next message starts a new one.

    Raises:
        IllegalTransition: a person has the conversation or is on the way.
    """

    def close(unit: Unit) -> None:
        conversation = unit.open_conversation_of(who.customer_id)
        if conversation is None:
            return
        if conversation.status is not Status.BOT:
            raise IllegalTransition(
                "conversation", conversation.status.value, "start anew"
            )
        conversation.close()
        turns.discard_open(unit.sql(), conversation.conversation_id, now=unit.now)

    await desk.writer.change(close)


async def mark_seen(
    desk: Desk, who: Principal, *, conversation_id: str, seq: int
) -> None:
    """`who` has seen the conversation up to `seq`; it never goes back.

    Raises:
        NotFound: there is no such conversation for `who`.
    """

    await desk.writer.do(_Seen(who, conversation_id, seq))


def viewer_of(who: Principal) -> str:
    """The id under which it is kept what `who` has seen."""
    return who.customer_id if isinstance(who, Customer) else who.person_id


class _Seen:
    """Often and small: it shares a transaction without a savepoint of its own."""

    cmid: tuple[str, str] | None = None
    isolated = False

    def __init__(self, who: Principal, conversation_id: str, seq: int) -> None:
        self.conversation_id = conversation_id
        self._who = who
        self._seq = seq

    def apply(self, unit: Unit) -> None:
        """The mark is set, never beyond the conversation's end."""
        held = unit.conversation(self.conversation_id)
        conversation = require(self._who, Verb.READ, held)
        seen.mark(
            unit.sql(),
            self.conversation_id,
            viewer_id=viewer_of(self._who),
            seq=min(self._seq, conversation.last_seq),
        )


def _page(
    connection: Connection,
    who: Principal,
    conversation: Conversation,
    since: int,
    limit: int,
) -> EventPage:
    found = events.read_since(
        connection,
        conversation.conversation_id,
        since=since,
        limit=limit,
        internal=can(who, Verb.READ_INTERNAL, conversation),
    )
    whole = len(found) < limit
    cursor = conversation.last_seq if whole else found[-1].seq
    return EventPage(conversation.conversation_id, found, cursor)

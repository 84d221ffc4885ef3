"""What customers may ask for, and how their sockets follow their conversation."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from handoff import crash
from handoff.domain.event import Committed, EventPage
from handoff.domain.principal import Customer
from handoff.errors import RateLimited
from handoff.http import decode
from handoff.present import (
    Audience,
    plain,
    present_customer_snapshot,
    present_events,
)
from handoff.services import (
    conversations,
    customers,
    handoffs,
    messages,
    packet_corrections,
    places,
)
from handoff.services.access import Verb as Right
from handoff.services.access import can
from handoff.services.follow_ups import find_asked
from handoff.sockets.batch import Batch
from handoff.sockets.connection import Table, Verb, run_command
from handoff.sockets.edge import Edge, Topics
from handoff.sockets.feed import Feed
from handoff.sockets.outbox import Outbox
from handoff.sockets.protocol import (
    MAX_CHARS,
    CorrectPacket,
    CustomerHello,
    CustomerMessage,
    Empty,
    Envelope,
    HumanRequest,
    Seen,
    Typing,
    frame,
)
from handoff.sockets.reading import Picture, read_picture

CLOSED: Final = "closed"


class CustomerCaller:
    """A customer who asks for something, over a socket or over HTTP."""

    def __init__(self, edge: Edge, who: Customer) -> None:
        self.edge = edge
        self.who = who

    async def current(self) -> str | None:
        """The conversation that a command without an id is about."""
        return await conversations.find_open(self.edge.desk, self.who)

    def follow(self, conversation_id: str) -> None:
        """The customer's page is now about this conversation."""

    def leave(self) -> None:
        """The customer's page is about no conversation now."""


async def send_message(caller: CustomerCaller, data: CustomerMessage) -> object:
    """The message is stored; the ack says where."""
    caller.edge.limits.messages.take(caller.who.customer_id)
    crash.reach("K2")
    received = await messages.receive_customer_message(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        cmid=data.cmid,
        text=data.text,
    )
    caller.follow(received.conversation_id)
    return received


async def request_human(caller: CustomerCaller, data: HumanRequest) -> object:
    """The customer waits for a person."""
    caller.edge.limits.messages.take(caller.who.customer_id)
    conversation_id = await handoffs.request_by_customer(
        caller.edge.desk, caller.who, conversation_id=data.conversation_id
    )
    caller.follow(conversation_id)
    return {"conversation_id": conversation_id}


async def correct_packet(caller: CustomerCaller, data: CorrectPacket) -> object:
    """What is passed on is as the customer says."""
    caller.edge.limits.messages.take(caller.who.customer_id)
    seq = await packet_corrections.correct_packet(
        caller.edge.desk,
        caller.who,
        conversation_id=data.conversation_id,
        name=data.name,
        value=data.value,
    )
    return {"seq": seq}


async def set_typing(caller: CustomerCaller, data: Typing) -> object:
    """Agents who look at the conversation see that the customer types."""
    caller.edge.limits.gestures.take(caller.who.customer_id)
    conversation_id = await caller.current()
    if conversation_id is not None:
        author = {"kind": "customer", "id": caller.who.customer_id, "name": None}
        news = frame(
            "typing",
            {"conversation_id": conversation_id, "author": author, "on": data.on},
        )
        for listener in caller.edge.hub.of(Topics.conversation(conversation_id)):
            if listener.audience is Audience.AGENT:
                listener.hear_frame(news)
    return {}


async def mark_seen(caller: CustomerCaller, data: Seen) -> object:
    """The customer has seen everything up to the seq."""
    caller.edge.limits.gestures.take(caller.who.customer_id)
    conversation_id = await caller.current()
    if conversation_id is not None:
        await conversations.mark_seen(
            caller.edge.desk,
            caller.who,
            conversation_id=conversation_id,
            seq=data.seq,
        )
    return {}


async def start_new(caller: CustomerCaller, data: Empty) -> object:
    """The customer's next message starts a new conversation."""
    caller.edge.limits.messages.take(caller.who.customer_id)
    await conversations.start_new(caller.edge.desk, caller.who)
    caller.leave()
    return {"conversation_id": None}


COMMANDS: Final[Table[CustomerCaller]] = {
    "message.send": Verb(CustomerMessage, send_message),
    "human.request": Verb(HumanRequest, request_human),
    "packet.correct": Verb(CorrectPacket, correct_packet),
    "typing.set": Verb(Typing, set_typing),
    "seen.set": Verb(Seen, mark_seen),
    "conversation.new": Verb(Empty, start_new),
}

_hello: Final = msgspec.json.Decoder(CustomerHello)


class CustomerSession(CustomerCaller):
    """One socket of a customer: its conversation, and the feed that brings it."""

    audience: Final = Audience.CUSTOMER

    def __init__(self, edge: Edge, outbox: Outbox) -> None:
        super().__init__(edge, Customer(customer_id=""))
        self.outbox = outbox
        self._feed: Feed | None = None
        self._left: set[str] = set()
        self._greeted = False
        self._announced: str | None = None

    async def hello(self, envelope: Envelope) -> Mapping[str, Any]:
        """Everything the customer's page starts from.

        Raises:
            NotSignedIn: no customer holds the token.
            NotFound: the conversation is not theirs.
            RateLimited: the customer holds too many sockets already.
        """
        data = decode(_hello, envelope.data)
        desk = self.edge.desk
        self.who = await customers.authenticate(desk, data.token)
        self._take_place()
        profile = await customers.read_profile(desk, self.who)
        picture, since = None, data.last_seq
        conversation_id = data.conversation_id
        if conversation_id is None:
            # What the page holds is of no known conversation: begin at the start.
            conversation_id, since = await super().current() or self._announced, 0
            conversation_id = conversation_id or await find_asked(desk, self.who)
        if conversation_id is not None:
            feed = self._join(conversation_id)
            picture = await read_picture(desk, self.who, conversation_id, since)
            await self._keep_place(picture)
            feed.start(picture.page.cursor, picture.snapshot.last_seq)
        # Nothing is awaited from here on, or events would come before this answer.
        self._greeted = True
        return {
            "stream_id": desk.stream_id,
            "customer": plain(profile),
            **present_picture(picture),
            "bot": {"ready": desk.bot.ready},
            "limits": {"max_chars": MAX_CHARS},
        }

    async def command(self, envelope: Envelope) -> Any:
        """The answer to one command of the customer."""
        return await run_command(COMMANDS, self, envelope)

    async def current(self) -> str | None:
        """The conversation that the socket follows."""
        return self._feed.conversation_id if self._feed else None

    def follow(self, conversation_id: str) -> None:
        """The socket is told all of the conversation, from its start if it is new."""
        if self._feed and self._feed.conversation_id == conversation_id:
            return
        feed = self._join(conversation_id)
        feed.start(0, 1)

    def leave(self) -> None:
        """The socket follows nothing until the next message."""
        if self._feed is not None:
            self._left.add(self._feed.conversation_id)
        self._drop_feed()

    def end(self) -> None:
        """Nothing is told to the socket any more."""
        self._drop_feed()
        for topic in self._own_topics():
            self.edge.hub.leave(topic, self)

    def may_read(self, committed: Committed) -> bool:
        """Whether the conversation is the customer's own."""
        return can(self.who, Right.READ, committed)

    async def read_events(self, conversation_id: str, since: int) -> EventPage:
        """The events that the customer may see after `since`."""
        return await conversations.events_since(
            self.edge.desk, self.who, conversation_id=conversation_id, since=since
        )

    def hear_events(self, batch: Batch) -> None:
        """A conversation begun elsewhere, in another tab, is followed here too."""
        wanted = self._feed is None and batch.latest.status != CLOSED
        if not self._greeted:
            self._announced = batch.conversation_id if wanted else None
        elif wanted and batch.conversation_id not in self._left:
            feed = self._join(batch.conversation_id)
            feed.start(0, 0)
            feed.hear_events(batch)

    def hear_frame(self, frame: bytes) -> None:
        """News for every customer."""
        if self._greeted:
            self.outbox.offer(frame)

    async def _keep_place(self, picture: Picture) -> None:
        """A place that counted down while nobody was here is kept again."""
        desk, conversation_id = self.edge.desk, picture.snapshot.conversation_id
        waits = picture.snapshot.status == "queued"
        if waits and await places.is_counting(desk, conversation_id):
            await places.come_back(desk, conversation_id)

    def _take_place(self) -> None:
        topic = Topics.customer(self.who.customer_id)
        most = self.edge.desk.settings.sockets_per_customer
        if len(self.edge.hub.of(topic)) >= most:
            raise RateLimited("too many open pages", details={"retry_after": 5})
        for own in self._own_topics():
            self.edge.hub.join(own, self)

    def _own_topics(self) -> tuple[str, str]:
        return Topics.customer(self.who.customer_id), Topics.EVERY_CUSTOMER

    def _join(self, conversation_id: str) -> Feed:
        self._drop_feed()
        self._feed = Feed(self, conversation_id)
        self.edge.hub.join(Topics.conversation(conversation_id), self._feed)
        return self._feed

    def _drop_feed(self) -> None:
        if self._feed is not None:
            topic = Topics.conversation(self._feed.conversation_id)
            self.edge.hub.leave(topic, self._feed)
            self._feed.end()
            self._feed = None


def present_picture(picture: Picture | None) -> dict[str, Any]:
    """Conversation, events and cursor as the customer's page starts from them."""
    if picture is None:
        return {"conversation": None, "events": [], "cursor": 0}
    return {
        "conversation": present_customer_snapshot(picture.snapshot),
        "events": present_events(picture.page.events, Audience.CUSTOMER),
        "cursor": picture.page.cursor,
    }

"""One socket of a console: its lists, the conversations it shows, its rights."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from handoff.domain.event import Committed, EventPage
from handoff.domain.notice import RightsChanged
from handoff.domain.views import Inbox, InboxItem, OpenedConversation
from handoff.errors import FirstlineError, ValidationFailed
from handoff.guard import require_csrf
from handoff.http import decode
from handoff.present import Audience, plain
from handoff.services import conversations, people, queue, staff
from handoff.services.access import Verb as Right
from handoff.services.access import can
from handoff.services.people import Session as SignIn
from handoff.sockets.agent import COMMANDS, present_policies
from handoff.sockets.batch import Batch
from handoff.sockets.caller import AgentCaller
from handoff.sockets.connection import run_command
from handoff.sockets.edge import Edge, Topics, inbox_topics
from handoff.sockets.feed import Feed
from handoff.sockets.inbox import InboxFeed
from handoff.sockets.outbox import POLICY, RESYNC, Outbox
from handoff.sockets.protocol import AgentHello, Envelope, frame
from handoff.sockets.rights import watch_rights

MOST_OPEN: Final = 200
"""Conversations one console may show at once."""

_hello: Final = msgspec.json.Decoder(AgentHello)


class ConsoleSession(AgentCaller):
    """What one console's socket follows.

    `sign_in` is what `token` stood for at the upgrade; it is looked at again and again.
    """

    audience: Final = Audience.AGENT

    def __init__(self, edge: Edge, sign_in: SignIn, token: str, outbox: Outbox) -> None:
        super().__init__(edge, sign_in)
        self.outbox = outbox
        self._token = token
        self._watching: asyncio.Task[None] | None = None
        self._greeted = False
        self._feeds: dict[str, Feed] = {}
        self._inbox = InboxFeed(outbox, self._read_item, self._read_inbox)

    async def hello(self, envelope: Envelope) -> Mapping[str, Any]:
        """Everything the console starts from.

        Raises:
            NotAllowed: the CSRF token is not the session's.
        """
        require_csrf(self.sign_in, decode(_hello, envelope.data).csrf)
        desk = self.edge.desk
        self.edge.people.join(self.who.person_id, self)
        for topic in self._topics():
            self.edge.hub.join(topic, self)
        presence = await self.edge.attendance.arrive(self.who)
        self._watching = asyncio.create_task(self._watch_rights())
        inbox = await self._read_inbox()
        person = await people.read_me(desk, self.who)
        work = await staff.read_work(desk, self.who)
        self._inbox.start(inbox)
        self._greeted = True
        return {
            "stream_id": desk.stream_id,
            "person": plain(person),
            "inbox": {
                "queue": plain(inbox.queue),
                "mine": plain(inbox.mine),
                "all": plain(inbox.all),
                "clocks": plain(inbox.clocks),
            },
            "presence": presence,
            "cursor": inbox.cursor,
            "policies": present_policies(self.edge),
            "work": work,
        }

    async def command(self, envelope: Envelope) -> Any:
        """The answer to one command of the console."""
        self.edge.limits.console.take(self.who.person_id)
        return await run_command(COMMANDS, self, envelope)

    async def open_conversation(
        self, conversation_id: str, last_seq: int
    ) -> OpenedConversation:
        """The conversation since `last_seq`, and everything that follows in it."""
        self.close_conversation(conversation_id)
        if len(self._feeds) >= MOST_OPEN:
            raise ValidationFailed("too many conversations are open")
        feed = Feed(self, conversation_id)
        self._feeds[conversation_id] = feed
        self.edge.hub.join(Topics.conversation(conversation_id), feed)
        try:
            opened = await super().open_conversation(conversation_id, last_seq)
        except FirstlineError:
            self.close_conversation(conversation_id)
            raise
        feed.start(opened.cursor, opened.conversation.last_seq)
        return opened

    def close_conversation(self, conversation_id: str) -> None:
        """The console is told nothing more of the conversation."""
        feed = self._feeds.pop(conversation_id, None)
        if feed is not None:
            self.edge.hub.leave(Topics.conversation(conversation_id), feed)
            feed.end()

    def hear_seen(self, conversation_id: str, seq: int) -> None:
        """The person has read so far, here or on another console of theirs."""
        self._inbox.seen(conversation_id, seq)

    def end(self) -> None:
        """Nothing is told to the socket any more."""
        for conversation_id in tuple(self._feeds):
            self.close_conversation(conversation_id)
        if self._watching is not None:
            self._watching.cancel()
            self.edge.attendance.leave(self.who)
        self.edge.people.leave(self.who.person_id, self)
        for topic in self._topics():
            self.edge.hub.leave(topic, self)
        self._inbox.end()

    def may_read(self, committed: Committed) -> bool:
        """Whether the person may see the conversation as it stands now."""
        return can(self.who, Right.READ, committed)

    async def read_events(self, conversation_id: str, since: int) -> EventPage:
        """The events that the person may see after `since`."""
        return await conversations.events_since(
            self.edge.desk, self.who, conversation_id=conversation_id, since=since
        )

    def hear_events(self, batch: Batch) -> None:
        """A conversation of the person's lists has moved."""
        self._inbox.hear(batch)

    def hear_frame(self, frame: bytes) -> None:
        """News for every console that has begun."""
        if self._greeted:
            self.outbox.offer(frame)

    def hear_rights(self, notice: RightsChanged) -> None:
        """The socket ends when its sign-in has, and else asks again for its rights."""
        if notice.session_id is None:
            self._ask_again()
        elif notice.session_id == self.sign_in.session_id:
            self._sign_out()

    def _ask_again(self) -> None:
        self.outbox.close(RESYNC, "resync")

    def _sign_out(self) -> None:
        self.outbox.push(frame("signed_out", {}))
        self.outbox.close(POLICY, "signed out")

    async def _watch_rights(self) -> None:
        await watch_rights(
            self.edge.desk,
            self._token,
            self.sign_in,
            ended=self._sign_out,
            changed=self._ask_again,
        )

    async def _read_inbox(self) -> Inbox:
        return await queue.read_inbox(self.edge.desk, self.who)

    async def _read_item(self, conversation_id: str) -> InboxItem | None:
        return await queue.read_item(
            self.edge.desk, self.who, conversation_id=conversation_id
        )

    def _topics(self) -> list[str]:
        own = Topics.person(self.who.person_id)
        return [*inbox_topics(self.who), own, Topics.EVERY_CONSOLE]

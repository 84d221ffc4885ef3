"""One played customer: says something, and sees what a customer's page would show."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from handoff.ids import Ids
from handoff.talk.wire import (
    Api,
    DeskError,
    DeskUnreachable,
    Link,
    PollLink,
    SocketLink,
)

T = TypeVar("T")

TURN_SECONDS: Final = 150.0
"""Longest wait for an answer: a bot that is still waking up has 90 seconds."""
LOOK_SECONDS: Final = 1.0
"""A running turn is looked at this often, should its end not be told."""
SETTLE_SECONDS: Final = 0.3
"""Where no bot answers, the desk's own words follow within this time."""


class NoAnswer(Exception):
    """The bot's turn did not end in time."""


@dataclass(slots=True)
class Seen:
    """What the customer was shown since they last spoke, and who they now talk to."""

    shown: list[dict[str, Any]] = field(default_factory=list)
    owner: str = "bot"
    handoff: dict[str, Any] | None = None


class PlayedCustomer:
    """A customer with a token of their own."""

    def __init__(self, api: Api, ids: Ids) -> None:
        self._api = api
        self._ids = ids
        self._token = ""
        self._link: Link = PollLink(api)
        self._cursor = 0
        self.conversation_id: str | None = None
        """The conversation that the customer last wrote in."""

    async def start(self) -> None:
        """The customer exists and their socket is open, or they poll.

        Raises:
            DeskError: the desk lets no new customer in.
            DeskUnreachable: there is no desk.
        """
        made = await self._patiently(
            lambda: self._api.call("POST", "/api/customer/sessions", body={})
        )
        self._token = made["token"]
        self._api.headers["Authorization"] = f"Bearer {self._token}"
        try:
            self._link = await SocketLink.open(self._api, self._token)
        except DeskUnreachable:
            self._link = PollLink(self._api)

    async def close(self) -> None:
        """The customer's page is closed; what they wrote stays."""
        await self._link.close()

    async def say(self, text: str) -> Seen:
        """The message is stored and answered, as far as anybody answers it.

        Raises:
            DeskError: the desk refused the message.
            NoAnswer: the bot's turn did not end in time.
        """
        message = {
            "cmid": self._ids.new("msg").partition("_")[2],
            "text": text,
            "conversation_id": self.conversation_id,
        }
        ack = await self._patiently(lambda: self._send("message.send", message))
        if ack["conversation_id"] != self.conversation_id:
            self.conversation_id = ack["conversation_id"]
            self._cursor = 0
        await self._link.news(LOOK_SECONDS if ack["turn"] else SETTLE_SECONDS)
        return await self.look()

    async def start_new(self) -> None:
        """The customer's next message begins a new conversation.

        Raises:
            DeskError: a person has the conversation, so it cannot be left.
        """
        await self._patiently(lambda: self._send("conversation.new", {}))
        self.conversation_id = None
        self._cursor = 0

    async def look(self) -> Seen:
        """What is new, once no turn of the bot is running any more.

        Raises:
            NoAnswer: the turn did not end in time.
        """
        seen = Seen()
        if self.conversation_id is None:
            return seen
        try:
            async with asyncio.timeout(TURN_SECONDS):
                while await self._look_once(seen):
                    await self._link.news(LOOK_SECONDS)
        except TimeoutError as error:
            raise NoAnswer(f"no answer within {TURN_SECONDS:.0f} seconds") from error
        return seen

    async def _look_once(self, seen: Seen) -> bool:
        """Adds what is new; true while there is more to wait for."""
        query = {
            "conversation_id": self.conversation_id or "",
            "since": str(self._cursor),
        }
        picture = await self._patiently(
            lambda: self._api.call("GET", "/api/customer/events", query=query)
        )
        self._cursor = picture["cursor"]
        seen.shown += [
            shown for event in picture["events"] if (shown := _shown(event)) is not None
        ]
        conversation = picture["conversation"]
        seen.owner = conversation["owner"]["kind"]
        seen.handoff = conversation["handoff"]
        behind = self._cursor < conversation["last_seq"]
        return bool(picture["turn_running"] or behind)

    async def _send(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """The ack, over plain HTTP when the socket is gone: the cmid makes it safe."""
        try:
            return await self._link.command(kind, data)
        except DeskUnreachable:
            await self._link.close()
            self._link = PollLink(self._api)
            return await self._link.command(kind, data)

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, asked again when the desk says that it was too soon."""
        while True:
            try:
                return await ask()
            except DeskError as error:
                if error.code != "rate_limited":
                    raise
                await asyncio.sleep(float(error.details.get("retry_after", 1)) + 0.05)


def _shown(event: dict[str, Any]) -> dict[str, Any] | None:
    """A message that the customer reads; None for their own words and for moves."""
    author = event["author"]["kind"]
    if event["type"] != "message.created" or author == "customer":
        return None
    data = event["data"]
    return {
        "author": author,
        "text": data["text"],
        "script": data.get("script"),
        "variant": data.get("variant"),
    }

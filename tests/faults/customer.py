"""A customer who complains, asks for a person, chats, and comes again."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.faults.peer import Answer, Peer, Refused, World
from tests.support.checker import OWNER_AFTER

WINDOW = 3
"""Messages on their way at one time; their order must survive every kill."""
SAYINGS = (
    "My parcel is late",
    "This is urgent, the flat floods",
    "I want a person",
    "Where is my order 4471-0093?",
)


class Customer(Peer):
    """One customer with one page open."""

    path = "/ws/customer"
    role = "customer"

    def __init__(self, world: World, name: str) -> None:
        super().__init__(world, name)
        self.conversation: str | None = None
        self.owner = "bot"
        self._token = ""
        self._on_the_way = 0

    async def arrive(self) -> None:
        """The customer has a token of their own."""
        assert self.session is not None
        path = self.world.url + "/api/customer/sessions"
        headers = {"Origin": self.world.url}
        async with self.session.post(path, json={}, headers=headers) as answer:
            made = await answer.json()
        self._token, self.id = made["token"], made["customer_id"]

    def hello(self) -> Mapping[str, Any]:
        """The token, and how much of the conversation the page holds."""
        held = self.cursors.get(self.conversation or "", 0)
        return {
            "token": self._token,
            "conversation_id": self.conversation,
            "last_seq": held,
        }

    def on_ready(self, data: Mapping[str, Any]) -> None:
        """The page goes on from what the desk holds."""
        snapshot = data["conversation"]
        if snapshot is None:
            return
        if self.conversation is None:
            self._begin(snapshot["conversation_id"])
        self.show(snapshot["conversation_id"], data["events"], data["cursor"])

    def watching(self) -> set[str]:
        """The one conversation of the page."""
        return {self.conversation} if self.conversation else set()

    def on_event(self, conversation_id: str, event: Mapping[str, Any]) -> None:
        """The page knows who owns the conversation."""
        if conversation_id == self.conversation:
            self.owner = OWNER_AFTER.get(event["type"], self.owner)

    async def behave(self) -> None:
        """Complaint after complaint, until the run stops."""
        while not self.world.stopping:
            if self.owner == "nobody":
                self.conversation = None
            if self.conversation is None:
                self._say(SAYINGS[0])
                while self._on_the_way:
                    await self.moved(0.05)
            elif self.owner == "agent":
                self._say("And another thing that went wrong")
                while self._on_the_way >= WINDOW:
                    await self.moved(0.02)
            else:
                await self._bother()

    async def _bother(self) -> None:
        """Something to the bot, or into the silence of a queue."""
        chance = self.world.rng.random()
        if self.owner == "queue":
            if chance < 0.2:
                self._say("Is somebody there?")
            await self.moved(0.3)
        elif chance < 0.4:
            # While a turn may be running: the bot must hold its tongue.
            self._say(SAYINGS[0])
            await self._demand_person()
        else:
            self._say(self.world.rng.choice(SAYINGS))
            await self.moved(0.3)
            while self._on_the_way:
                await self.moved(0.05)

    async def _demand_person(self) -> None:
        try:
            await self.ask("human.request", {"conversation_id": self.conversation})
        except Refused:
            await asyncio.sleep(0)

    def _say(self, text: str) -> None:
        self._on_the_way += 1
        place = self.conversation
        self.say(
            "message.send", {"conversation_id": place, "text": text}, self._answered
        )

    def _answered(self, answer: Answer) -> None:
        self._on_the_way -= 1
        if answer["type"] == "ack" and self.conversation is None:
            self._begin(answer["data"]["conversation_id"])
        self._moved.set()

    def _begin(self, conversation_id: str) -> None:
        self.conversation = conversation_id
        self.owner = "bot"

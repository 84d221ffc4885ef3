"""Customers and agents of a running stack, over the public protocols."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from handoff.ids import SystemIds
from handoff.talk.customer import PlayedCustomer, Seen
from handoff.talk.wire import Api
from tests.support.stack import Login, Stack
from tests.support.waiting import until

PATIENCE = 60.0
"""Longest wait for anything, on a machine that has other things to do."""


class Visitor(PlayedCustomer):
    """A customer who can also press the button for a person and read everything."""

    @property
    def api(self) -> Api:
        """The customer's own HTTP side."""
        return self._api

    async def ask_for_person(self) -> Seen:
        """The button is pressed, and what follows has been read."""
        await self._link.command(
            "human.request", {"conversation_id": self.conversation_id}
        )
        return await self.look()

    async def reads(self, text: str) -> None:
        """Somebody's message with this text in it is on the page."""

        async def there() -> bool:
            return any(text in said for _, said in await self.transcript())

        await until(there, seconds=PATIENCE, every=0.1)

    async def transcript(self) -> list[tuple[str, str]]:
        """All messages of the conversation as the customer may see them, in order."""
        return [
            (event["author"]["kind"], event["data"]["text"])
            for event in await self.events()
            if event["type"] == "message.created"
        ]

    async def turn_runs(self) -> bool:
        """The bot has a message of the customer in hand."""
        return bool((await self._page())["turn_running"])

    async def events(self) -> list[dict[str, Any]]:
        """All that the customer may see of the conversation."""
        found: list[dict[str, Any]] = (await self._page())["events"]
        return found

    async def picture(self) -> dict[str, Any]:
        """How the conversation stands for the customer."""
        found: dict[str, Any] = (await self._page())["conversation"]
        return found

    async def _page(self) -> dict[str, Any]:
        query = {"conversation_id": self.conversation_id or "", "since": "0"}
        page: dict[str, Any] = await self._api.call(
            "GET", "/api/customer/events", query=query
        )
        return page


class Worker:
    """A signed-in agent without a page."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.name = ""

    async def sign_in(self, login: Login) -> None:
        """The agent's cookie and CSRF token are held."""
        body = {"login": login.email, "password": login.password}
        made = await self._api.call("POST", "/api/sign-in", body=body)
        self._api.headers["X-CSRF-Token"] = made["csrf"]
        self.name = made["person"]["name"]

    async def do(self, kind: str, **data: Any) -> Any:
        """What the desk answers to a command of the console.

        Raises:
            DeskError: it refused.
        """
        body = {"type": kind, "ref": "1", "data": data}
        answer = await self._api.call("POST", "/api/agent/commands", body=body)
        return answer["data"]

    async def see(self, conversation_id: str | None) -> dict[str, Any]:
        """The conversation as an agent sees it."""
        found: dict[str, Any] = await self._api.call(
            "GET", f"/api/agent/conversations/{conversation_id}"
        )
        return found

    async def accept(self, conversation_id: str | None) -> dict[str, Any]:
        """The conversation, now the agent's own.

        Raises:
            DeskError: somebody else has it.
        """
        seen = await self.see(conversation_id)
        taken: dict[str, Any] = await self.do(
            "handoff.accept", handoff_id=seen["handoff"]["handoff_id"]
        )
        return taken

    async def write(self, conversation_id: str | None, text: str) -> None:
        """The customer has the agent's words."""
        seen = await self.see(conversation_id)
        await self.do(
            "message.send",
            conversation_id=conversation_id,
            cmid=uuid.uuid4().hex,
            text=text,
            epoch=seen["epoch"],
            last_seq=seen["last_seq"],
        )


@asynccontextmanager
async def a_visitor(stack: Stack) -> AsyncIterator[Visitor]:
    """A new customer with a page open."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        visitor = Visitor(Api(session, stack.url), SystemIds())
        await visitor.start()
        try:
            yield visitor
        finally:
            await visitor.close()


@asynccontextmanager
async def a_worker(stack: Stack, name: str = "Maya") -> AsyncIterator[Worker]:
    """One of the demo's people, signed in."""
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True)
    ) as session:
        worker = Worker(Api(session, stack.url))
        await worker.sign_in(stack.people[name])
        yield worker

"""The desk as a subject: customers with agents, over the protocol that pages speak."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench.load import Line, Meter
from bench.subject import encode, free_port, http, listen, process, reachable
from handoff.config import Settings
from handoff.desk import open_desk
from handoff.domain.principal import Role
from handoff.domain.profile import Profile
from handoff.services.people import add_person
from handoff.storage.migrate import migrate

AGENTS = 8
PASSWORD = "only for measuring"


class Page:
    """One page's socket: asks, hears answers, passes on the rest."""

    def __init__(self, meter: Meter, name: str) -> None:
        self.name = name
        self.lines: dict[str, DeskLine] = {}
        self._meter = meter
        self._asked: dict[str, asyncio.Future[Any]] = {}

    async def open(
        self, session: aiohttp.ClientSession, url: str, hello: Mapping[str, Any]
    ) -> asyncio.Task[None]:
        """The page is connected; the task reads until it is cancelled."""
        self.wire = await session.ws_connect(url, headers=_origin(url), max_msg_size=0)
        reading = asyncio.create_task(listen(self.wire, self._hear))
        await self.ask("session.hello", hello)
        return reading

    async def ask(self, kind: str, data: Mapping[str, Any]) -> Any:
        """What the desk answers.

        Raises:
            RuntimeError: it refused.
        """
        ref = uuid.uuid4().hex
        future = self._asked[ref] = asyncio.get_running_loop().create_future()
        await self.wire.send_str(encode({"type": kind, "ref": ref, "data": data}))
        answer = await future
        if answer["type"] == "error":
            raise RuntimeError(f"{self.name}: {answer['error']}")
        return answer["data"]

    def _hear(self, frame: dict[str, Any]) -> None:
        ref = frame.get("ref")
        if frame["type"] == "events":
            for event in frame["data"]["events"]:
                self._show(event)
        elif ref in self._asked:
            self._asked.pop(ref).set_result(frame)
        elif frame["type"] == "ack" and ref is not None:
            self.lines[frame["data"]["conversation_id"]].hear_ack(ref)
        elif frame["type"] == "error":
            raise RuntimeError(f"{self.name}: {frame['error']}")

    def _show(self, event: Mapping[str, Any]) -> None:
        own = event["author"]["kind"] == self.name
        if event["type"] == "message.created" and not own:
            self._meter.hear(event["data"]["text"])


class DeskLine(Line):
    """One side of one conversation."""

    page: Page
    words: Mapping[str, Any]

    async def send(self, number: int, text: str) -> None:
        """The message is on the wire."""
        ref = str(number)
        self.on_the_way[ref] = number
        data = {**self.words, "cmid": uuid.uuid4().hex, "text": text}
        frame = {"type": "message.send", "ref": ref, "data": data}
        await self.page.wire.send_str(encode(frame))


@asynccontextmanager
async def desk(folder: Path, *, conversations: int) -> AsyncIterator[list[Line]]:
    """The lines of a running desk: the customers' first, then their agents'."""
    port, meter = free_port(), Meter()
    url = f"http://127.0.0.1:{port}"
    environment = _environment(folder, port)
    await _prepare(Settings.from_env(environment))
    async with AsyncExitStack() as stack:
        command = ("-m", "handoff.cli", "serve")
        await stack.enter_async_context(
            process(*command, environment=environment, log=folder / "desk.log")
        )
        await reachable(port)
        agents = [await _agent(stack, meter, url, n) for n in range(AGENTS)]
        theirs: list[Line] = []
        ours: list[Line] = []
        for n in range(conversations):
            customer = await _customer(stack, meter, url)
            opened = await customer.ask("human.request", {"conversation_id": None})
            where = {"conversation_id": opened["conversation_id"]}
            theirs.append(_line(customer, meter, where))
            ours.append(await _accept(agents[n % AGENTS], meter, where))
        yield theirs + ours


async def _accept(page: Page, meter: Meter, where: dict[str, Any]) -> Line:
    opened = await page.ask("conversation.open", {**where, "last_seq": 0})
    handoff_id = opened["conversation"]["handoff"]["handoff_id"]
    taken = await page.ask("handoff.accept", {"handoff_id": handoff_id})
    words = {**where, "epoch": taken["epoch"], "last_seq": taken["last_seq"]}
    return _line(page, meter, words)


def _line(page: Page, meter: Meter, words: dict[str, Any]) -> DeskLine:
    line = DeskLine(meter)
    line.page, line.words = page, words
    page.lines[words["conversation_id"]] = line
    return line


async def _customer(stack: AsyncExitStack, meter: Meter, url: str) -> Page:
    session = await stack.enter_async_context(http())
    path = url + "/api/customer/sessions"
    async with session.post(path, json={}, headers=_origin(url)) as answer:
        token = (await answer.json())["token"]
    page = Page(meter, "customer")
    hello = {"token": token}
    stack.callback((await page.open(session, url + "/ws/customer", hello)).cancel)
    return page


async def _agent(stack: AsyncExitStack, meter: Meter, url: str, n: int) -> Page:
    session = await stack.enter_async_context(http())
    body = {"login": f"Agent {n}", "password": PASSWORD}
    path = url + "/api/sign-in"
    async with session.post(path, json=body, headers=_origin(url)) as answer:
        csrf = (await answer.json())["csrf"]
    page = Page(meter, "agent")
    hello = {"csrf": csrf}
    stack.callback((await page.open(session, url + "/ws/agent", hello)).cancel)
    return page


def _origin(url: str) -> dict[str, str]:
    return {"Origin": "/".join(url.split("/")[:3])}


def _environment(folder: Path, port: int) -> dict[str, str]:
    # Customers who write faster than people need the limits off; what rates unseen
    # messages runs beside the desk in processes of its own and is measured alone.
    return {
        "FIRSTLINE_PORT": str(port),
        "FIRSTLINE_DATA_DIR": str(folder / "desk"),
        "FIRSTLINE_BOT_URL": f"http://127.0.0.1:{free_port()}",
        "FIRSTLINE_LIMIT_OFF": "true",
        "FIRSTLINE_TRIAGE_WORKERS": "0",
        "FIRSTLINE_DEMO": "false",
        "FIRSTLINE_LOG_LEVEL": "WARNING",
    }


async def _prepare(settings: Settings) -> None:
    migrate(settings.effective_database_url)
    opened = await open_desk(settings, guest=True)
    try:
        for n in range(AGENTS):
            await add_person(
                opened,
                name=f"Agent {n}",
                email=f"agent{n}@example.com",
                role=Role.AGENT,
                team_ids=[team.id for team in opened.policies.routing.teams],
                password=PASSWORD,
                profile=Profile(capacity=1000),
            )
    finally:
        await opened.close()

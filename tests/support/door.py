"""A real desk behind its real door on a free port, with a bot played by a function."""

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from argon2 import PasswordHasher

from handoff.app import create_app
from handoff.clock import Clock
from handoff.config import Settings
from handoff.desk import Desk, open_desk
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.principal import Role
from handoff.domain.profile import Profile
from handoff.domain.turn import BotMessage, BotReply, Turn, Understanding
from handoff.errors import BotUnavailable
from handoff.gateways.triage import TriageGateway
from handoff.passwords import Passwords
from handoff.server import listen
from handoff.services import people
from handoff.storage.migrate import migrate
from tests.support.fakes import CalmTriage

PASSWORD = "a long enough password"
TIRELESS = Profile(capacity=1000)
"""Many tests share one person, who holds whatever they accept."""
# The real cost, a quarter of a second each, is tested on its own.
QUICK_HASHES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class PlayedBot:
    """Answers every turn at once; a message with "person" in it asks for a handoff."""

    def __init__(self) -> None:
        self.ready = True
        self.ever_ready = True
        self.turns: list[Turn] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def answer(self, turn: Turn, *, seconds: float) -> BotReply:
        self.turns.append(turn)
        await self.may_answer.wait()
        if not self.ready:
            raise BotUnavailable("the bot is not ready")
        return BotReply(
            turn_id=turn.turn_id,
            messages=[
                BotMessage(
                    text="I'm listening.",
                    script="utter_listening",
                    variant="listening.en.1",
                )
            ],
            triage=None,
            handoff=(
                HandoffRequest(reason=Reason.CUSTOMER_REQUEST)
                if "person" in turn.text
                else None
            ),
            understanding=Understanding(topic="late_delivery", confidence=0.9),
            slots={"turns": len(self.turns)},
        )

    async def probe(self) -> bool:
        return self.ready

    async def wait_ready(self, *, seconds: float) -> bool:
        return self.ready

    async def close(self) -> None:
        return


class Frames:
    """One socket's frames, in order, with the answers to its commands."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.got: list[dict[str, Any]] = []

    async def send(self, type: str, data: Mapping[str, Any], ref: str = "") -> str:
        """The command's ref, once it is sent."""
        ref = ref or uuid.uuid4().hex
        command = {"type": type, "ref": ref, "data": data}
        # As browsers write it: every character as itself.
        await self.socket.send_str(json.dumps(command, ensure_ascii=False))
        return ref

    async def ask(self, type: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """The whole frame that answers the command."""
        ref = await self.send(type, data)
        return await self.until(lambda frame: frame.get("ref") == ref)

    async def until(
        self, wanted: Callable[[dict[str, Any]], bool], *, seconds: float = 5
    ) -> dict[str, Any]:
        """The first frame that is wanted, among those received or still to come."""
        for frame in self.got:
            if wanted(frame):
                return frame
        async with asyncio.timeout(seconds):
            while True:
                frame = await self.next()
                if wanted(frame):
                    return frame

    async def next(self) -> dict[str, Any]:
        """The next frame."""
        message = await self.socket.receive()
        assert message.type is aiohttp.WSMsgType.TEXT, message
        frame: dict[str, Any] = json.loads(message.data)
        self.got.append(frame)
        return frame

    async def closed(self, *, seconds: float = 5) -> int | None:
        """With which code the desk closed the socket, once it has."""
        async with asyncio.timeout(seconds):
            while not self.socket.closed:
                message = await self.socket.receive()
                if message.type is aiohttp.WSMsgType.TEXT:
                    self.got.append(json.loads(message.data))
        return self.socket.close_code

    def events(self) -> list[dict[str, Any]]:
        """Every event received so far, the hello's and live ones."""
        found: list[dict[str, Any]] = []
        for frame in self.got:
            if frame["type"] in ("events", "session.ready", "ack"):
                data = frame["data"]
                found += data.get("events", []) if isinstance(data, dict) else []
        return found

    async def event(self, type: str, **data: Any) -> dict[str, Any]:
        """The first event of the type whose data has these values."""

        def matches(event: dict[str, Any]) -> bool:
            values = {name: event["data"].get(name) for name in data}
            return bool(event["type"] == type and values == data)

        await self.until(
            lambda frame: (
                frame["type"] in ("events", "session.ready", "ack")
                and any(
                    matches(event) for event in (frame["data"] or {}).get("events", [])
                )
            )
        )
        return next(event for event in self.events() if matches(event))


class Door:
    """The public door, and ways to come through it."""

    def __init__(self, desk: Desk, app: web.Application, bot: PlayedBot) -> None:
        self.desk = desk
        self.app = app
        self.bot = bot
        self.url = f"http://127.0.0.1:{desk.settings.port}"
        self._open: list[aiohttp.ClientSession] = []

    def session(self, **headers: str) -> aiohttp.ClientSession:
        """A browser of its own: cookies, and the headers given."""
        made = aiohttp.ClientSession(
            self.url,
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers={"Origin": self.url, **headers},
        )
        self._open.append(made)
        return made

    async def visitor(self) -> str:
        """The token of a new customer."""
        async with self.session().post("/api/customer/sessions", json={}) as answer:
            assert answer.status == 201, await answer.text()
            token: str = (await answer.json())["token"]
            return token

    async def customer(self, token: str | None = None, **hello: Any) -> Frames:
        """A customer's socket after its hello."""
        token = token or await self.visitor()
        frames = await self.socket("/ws/customer")
        answer = await frames.ask("session.hello", {"token": token, **hello})
        assert answer["type"] == "session.ready", answer
        return frames

    async def socket(self, path: str, **headers: str) -> Frames:
        """A socket that has not said hello."""
        session = self.session(**headers)
        return Frames(await session.ws_connect(path, max_msg_size=0))

    async def person(
        self,
        name: str = "Maya",
        role: Role = Role.AGENT,
        teams: tuple[str, ...] | None = None,
    ) -> aiohttp.ClientSession:
        """The browser of the person, added if need be, who has just signed in."""
        every = [team.id for team in self.desk.policies.routing.teams]
        known = {person.name for person in await people.list_people(self.desk)}
        if name not in known:
            await people.add_person(
                self.desk,
                name=name,
                email=f"{name.lower()}@example.com",
                role=role,
                team_ids=every if teams is None else teams,
                password=PASSWORD,
                profile=TIRELESS,
            )
        return await self.sign_in(name)

    async def sign_in(self, login: str) -> aiohttp.ClientSession:
        """A browser in which the person has signed in; it sends the CSRF token."""
        session = self.session()
        body = {"login": login, "password": PASSWORD}
        async with session.post("/api/sign-in", json=body) as answer:
            assert answer.status == 200, await answer.text()
            session.headers["X-CSRF-Token"] = (await answer.json())["csrf"]
        return session

    async def console(self, session: aiohttp.ClientSession) -> Frames:
        """A console's socket after its hello, in the browser of a signed-in person."""
        frames = Frames(await session.ws_connect("/ws/agent", max_msg_size=0))
        csrf = session.headers["X-CSRF-Token"]
        answer = await frames.ask("session.hello", {"csrf": csrf, "cursor": None})
        assert answer["type"] == "session.ready", answer
        return frames

    async def close(self) -> None:
        """Every browser is closed."""
        for session in self._open:
            await session.close()


@asynccontextmanager
async def open_door(
    folder: Path,
    *,
    send_buffer: int | None = None,
    triage: TriageGateway | None = None,
    clock: Clock | None = None,
    **settings: Any,
) -> AsyncIterator[Door]:
    """A desk with an empty database that serves on a free port of this machine.

    `send_buffer` is how many bytes the kernel keeps for a page that does not read.
    """
    # Nothing listens on port 9 of this machine.
    usual = {"internal_token": "internal", "actions_url": "http://127.0.0.1:9/webhook"}
    given = Settings(**{**usual, **settings}, data_dir=folder, port=0)
    migrate(given.effective_database_url)
    with listen(given) as listening:
        if send_buffer is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
        port = listening.getsockname()[1]
        bot = PlayedBot()
        desk = await open_desk(
            given.model_copy(update={"port": port}),
            clock=clock,
            bot=bot,
            triage=triage or CalmTriage(),
            passwords=Passwords(QUICK_HASHES),
        )
        app = create_app(desk)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        door = Door(desk, app, bot)
        try:
            yield door
        finally:
            await door.close()
            await runner.cleanup()
            await desk.close()


def a_message(text: str = "My parcel is late", **more: Any) -> dict[str, Any]:
    """The data of a customer's message with a fresh cmid."""
    return {"cmid": uuid.uuid4().hex, "text": text, **more}

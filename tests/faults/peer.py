"""One client that outlives the desk: it comes back, resumes, and asks again.

Whatever was asked and not answered is asked again on the next connection, in the
same order and with the same cmid, until an answer comes.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import aiohttp
import msgspec

from tests.support.history import Ack, Entry, History, Refusal, Seen, Send

AWAY_SECONDS = 0.02
HELLO_SECONDS = 20.0
LOST_ANSWERS = 0.01
"""Share of answers that never arrive, beside those that a kill swallows."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode

Answer = dict[str, Any]


@dataclass
class World:
    """What all clients of one run share."""

    url: str
    rng: random.Random
    history: History = field(default_factory=History)
    packets: list[Mapping[str, Any]] = field(default_factory=list)
    acked: int = 0
    resent: int = 0
    stopping: bool = False
    failure: BaseException | None = None

    def note(self, kind: Callable[..., Entry], *values: Any) -> None:
        """The entry is in the history, with the moment added."""
        self.history.add(kind(*values, monotonic()))

    def new_cmid(self) -> str:
        """A client message id of this run."""
        return f"{self.rng.getrandbits(128):032x}"


class Refused(Exception):
    """The desk answered a command with an error."""


@dataclass
class Asked:
    """A command without an answer yet."""

    frame: bytes
    heard: Callable[[Answer], None]


class Peer:
    """The socket of one client, over all its connections."""

    path = ""
    role = ""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.id = name
        self.cursors: dict[str, int] = {}
        self.session: aiohttp.ClientSession | None = None
        self.asked: dict[str, Asked] = {}
        self.connections = 0
        self._out: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._moved = asyncio.Event()
        self._refs = 0
        self._said = 0

    async def stay(self) -> None:
        """Never returns: connected, or about to be."""
        while True:
            with suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                await self._visit()
            await asyncio.sleep(AWAY_SECONDS * self.world.rng.uniform(0.5, 2))

    def hello(self) -> Mapping[str, Any]:
        """The data of the hello."""
        raise NotImplementedError

    def on_ready(self, data: Mapping[str, Any]) -> None:
        """A connection has begun; `data` is what the desk said to the hello."""
        raise NotImplementedError

    def on_frame(self, frame: Mapping[str, Any]) -> None:
        """Something other than an answer has come."""
        if frame["type"] == "events":
            data = frame["data"]
            self.show(data["conversation_id"], data["events"], data["cursor"])

    @property
    def busy(self) -> bool:
        """Whether the client waits for an answer, or is about to ask something."""
        return bool(self.asked)

    def watching(self) -> set[str]:
        """The conversations that are before the client's eyes."""
        raise NotImplementedError

    def on_lost(self, answer: Answer) -> None:
        """An answer was lost on the way; what it would have begun has not begun."""

    def on_event(self, conversation_id: str, event: Mapping[str, Any]) -> None:
        """One event is shown to the client."""

    def show(
        self, conversation_id: str, events: list[dict[str, Any]], cursor: int
    ) -> None:
        """The events are before the client's eyes, in this order."""
        for event in events:
            self.world.note(
                Seen,
                self.id,
                self.role,
                conversation_id,
                event["seq"],
                event["type"],
                event["visibility"],
                event["data"].get("cmid"),
            )
            self.on_event(conversation_id, event)
        self.cursors[conversation_id] = cursor
        self._moved.set()

    def post(
        self,
        kind: str,
        data: Mapping[str, Any],
        heard: Callable[[Answer], None],
        *,
        first: bool = False,
    ) -> None:
        """The command is on its way, or will be once there is a connection.

        `heard` is called with the answer before any later frame is looked at.
        """
        self._refs += 1
        ref = str(self._refs)
        frame = _encode({"type": kind, "ref": ref, "data": data})
        if first:
            self.asked = {ref: Asked(frame, heard), **self.asked}
        else:
            self.asked[ref] = Asked(frame, heard)
            self._out.append(frame)
            self._wake.set()

    async def ask(self, kind: str, data: Mapping[str, Any]) -> Any:
        """The ack's data, however many lives of the desk it takes.

        Raises:
            Refused: the answer was an error.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def heard(answer: Answer) -> None:
            if not future.done():
                future.set_result(answer)

        self.post(kind, data, heard)
        answer = await future
        if answer["type"] == "error":
            raise Refused(answer["error"]["code"])
        return answer["data"]

    def say(
        self, kind: str, data: dict[str, Any], then: Callable[[Answer], None]
    ) -> None:
        """One message is on its way; every step of it goes into the history."""
        cmid = self.world.new_cmid()
        self._said += 1
        n, conversation = self._said, data.get("conversation_id")
        if conversation is not None:
            self.world.note(Send, self.id, conversation, cmid, n)

        def heard(answer: Answer) -> None:
            if answer["type"] == "ack":
                place = answer["data"]["conversation_id"]
                if conversation is None:
                    self.world.note(Send, self.id, place, cmid, n)
                self.world.note(Ack, self.id, place, cmid, answer["data"]["seq"])
                self.world.acked += 1
            else:
                code = answer["error"]["code"]
                self.world.note(Refusal, self.id, conversation or "", cmid, code)
            then(answer)

        self.post(kind, {**data, "cmid": cmid}, heard)

    async def moved(self, seconds: float) -> None:
        """Something was shown, or the time is over."""
        self._moved.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        except TimeoutError:
            return

    async def _visit(self) -> None:
        assert self.session is not None
        async with self.session.ws_connect(
            self.world.url + self.path,
            headers={"Origin": self.world.url},
            max_msg_size=0,
        ) as socket:
            hello = {"type": "session.hello", "ref": "hello", "data": self.hello()}
            await socket.send_str(_encode(hello).decode())
            ready = await self._read_ready(socket)
            if ready is None:
                return
            self.connections += 1
            self.on_ready(ready["data"])
            self.world.resent += len(self.asked) if self.connections > 1 else 0
            self._out = deque(asked.frame for asked in self.asked.values())
            self._wake.set()
            writer = asyncio.create_task(self._write(socket))
            try:
                async for message in socket:
                    if message.type is not aiohttp.WSMsgType.TEXT:
                        break
                    self._hear(_decode(message.data))
            finally:
                writer.cancel()
                await asyncio.gather(writer, return_exceptions=True)

    async def _read_ready(
        self, socket: aiohttp.ClientWebSocketResponse
    ) -> dict[str, Any] | None:
        """What the desk said to the hello; None when it went away instead."""
        while True:
            message = await socket.receive(timeout=HELLO_SECONDS)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return None
            frame: dict[str, Any] = _decode(message.data)
            if frame.get("ref") == "hello":
                assert frame["type"] == "session.ready", frame
                return frame
            assert frame["type"] != "events", "events before the hello was answered"

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            while self._out:
                await socket.send_str(self._out.popleft().decode())
            self._wake.clear()
            await self._wake.wait()

    def _hear(self, frame: dict[str, Any]) -> None:
        asked = self.asked.pop(frame.get("ref") or "", None)
        if asked is None:
            self.on_frame(frame)
        elif self.world.rng.random() < LOST_ANSWERS:
            self.on_lost(frame)
            self._ask_again(frame["ref"], asked)
        else:
            asked.heard(frame)

    def _ask_again(self, ref: str, asked: Asked) -> None:
        """The answer was lost on the way: the client asks as if it never came."""
        self.asked[ref] = asked
        self.world.resent += 1
        self._out.append(asked.frame)
        self._wake.set()

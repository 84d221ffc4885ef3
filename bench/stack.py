"""The whole of Firstline at once: bot turns, memory of each process, start times."""

import asyncio
import json
import sqlite3
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bench.machine import children_of, memory_mib
from bench.subject import encode, free_port, http, listen, process
from handoff.config import ROOT
from handoff.gateways import training

BOT_SECONDS = 240.0
TURN_SECONDS = 20.0
COMPLAINT = "My parcel is late"
NAMES = {"handoff.cli serve": "desk", "-m actions": "actions", "-m bot": "bot"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A running stack: where its parts are, and how long they took to start."""

    url: str
    bot_url: str
    bot_token: str
    actions_url: str
    pid: int
    desk_seconds: float
    bot_seconds: float

    def memory(self) -> dict[str, float]:
        """MiB of each process; of two of one kind, both together."""
        found: dict[str, float] = {"supervisor": memory_mib(self.pid)}
        for pid, command in children_of(self.pid).items():
            kind = next((n for part, n in NAMES.items() if part in command), "helpers")
            found[kind] = found.get(kind, 0.0) + memory_mib(pid)
        return found


def has_model() -> bool:
    """Whether a trained bot is there to be measured."""
    model = training.current_model(ROOT)
    return model is not None and (ROOT / "models" / model.file).is_file()


@asynccontextmanager
async def stack(folder: Path) -> AsyncIterator[Stack]:
    """Everything runs inside the block, on an empty database."""
    port, bot_port, actions_port = free_port(), free_port(), free_port()
    data = folder / "stack"
    command = (
        *("-m", "handoff.cli", "up", "--no-demo", "--data-dir", str(data)),
        *("--port", str(port), "--bot-port", str(bot_port)),
        *("--actions-port", str(actions_port)),
    )
    began, url = perf_counter(), f"http://127.0.0.1:{port}"
    environment = {"FIRSTLINE_LIMIT_OFF": "true"}
    log = folder / "stack.log"
    async with process(*command, environment=environment, log=log) as up, http() as web:
        desk = await _until(web, url, lambda health: health["desk"]["ready"], began)
        bot = await _until(web, url, lambda health: health["bot"]["ready"], began)
        secrets = json.loads((data / "secrets.json").read_text())
        yield Stack(
            url=url,
            bot_url=f"http://127.0.0.1:{bot_port}",
            bot_token=secrets["bot_token"],
            actions_url=f"http://127.0.0.1:{actions_port}/webhook",
            pid=up.pid,
            desk_seconds=desk,
            bot_seconds=bot,
        )


async def _until(
    web: aiohttp.ClientSession,
    url: str,
    holds: Callable[[Any], bool],
    began: float,
) -> float:
    while perf_counter() - began < BOT_SECONDS:
        try:
            async with web.get(url + "/health") as answer:
                if holds(await answer.json()):
                    return perf_counter() - began
        except (aiohttp.ClientError, OSError):
            pass
        await asyncio.sleep(0.02)
    raise TimeoutError("the stack did not become ready")


def two_commits(folder: Path) -> float:
    """Milliseconds that two durable commits of bare SQLite take: a turn's, at least."""
    db = sqlite3.connect(folder / "commits.db", isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE IF NOT EXISTS said (words TEXT)")
        began = perf_counter()
        for _ in range(2):
            db.execute("INSERT INTO said VALUES (?)", (COMPLAINT,))
        return (perf_counter() - began) * 1000
    finally:
        db.close()


async def bare_turn(web: aiohttp.ClientSession, stack: Stack) -> float:
    """Milliseconds of one turn that is put to the bot itself."""
    slots = {"customer_name": None, "locale": "en", "page_url": None}
    took, _ = await state_turn(web, stack, new_conversation(), COMPLAINT, slots)
    return took


def new_conversation() -> str:
    """The id of a conversation that nobody has had yet."""
    return f"cnv_{uuid.uuid4().hex}"


async def state_turn(
    web: aiohttp.ClientSession,
    stack: Stack,
    conversation: str,
    text: str,
    slots: dict[str, Any],
) -> tuple[float, dict[str, Any]]:
    """Milliseconds of a turn that is put to the bot itself, and the state after it."""
    asked = {
        "conversation_id": conversation,
        "turn_id": f"trn_{uuid.uuid4().hex}",
        "text": text,
        "slots": slots,
    }
    began = perf_counter()
    async with web.post(
        stack.bot_url + "/webhooks/firstline/turn",
        json=asked,
        headers={"Authorization": f"Bearer {stack.bot_token}"},
    ) as answer:
        answer.raise_for_status()
        body = await answer.read()
    took = (perf_counter() - began) * 1000
    after: dict[str, Any] = json.loads(body)["slots"]
    return took, after


async def desk_turn(web: aiohttp.ClientSession, stack: Stack) -> float:
    """Milliseconds from a new customer's first message to the bot's first words."""
    origin = {"Origin": stack.url}
    path = stack.url + "/api/customer/sessions"
    async with web.post(path, json={}, headers=origin) as answer:
        token = (await answer.json())["token"]
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    spoken: asyncio.Future[float] = loop.create_future()

    def hear(frame: dict[str, Any]) -> None:
        if frame["type"] == "session.ready":
            ready.set_result(None)
        elif frame["type"] == "events" and not spoken.done():
            authors = {event["author"]["kind"] for event in frame["data"]["events"]}
            if "bot" in authors:
                spoken.set_result(perf_counter())

    async with web.ws_connect(stack.url + "/ws/customer", headers=origin) as wire:
        reading = asyncio.create_task(listen(wire, hear))
        hello = {"type": "session.hello", "ref": "1", "data": {"token": token}}
        await wire.send_str(encode(hello))
        async with asyncio.timeout(TURN_SECONDS):
            await ready
            said = {"cmid": uuid.uuid4().hex, "text": COMPLAINT}
            began = perf_counter()
            frame = {"type": "message.send", "ref": "2", "data": said}
            await wire.send_str(encode(frame))
            took = (await spoken - began) * 1000
        reading.cancel()
        return took

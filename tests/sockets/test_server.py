"""The desk as a process: it starts, serves, stops cleanly; slow peers stay alone."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from handoff.config import Settings
from handoff.server import AddressTaken, listen
from handoff.sockets import transport
from handoff.sockets.edge import EDGE
from handoff.storage.migrate import migrate
from tests.support.door import Frames, a_message, open_door


@asynccontextmanager
async def a_process(
    folder: Path, *, migrated: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`firstline serve` on a free port."""
    if not migrated:
        migrate(Settings(data_dir=folder).effective_database_url)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "handoff",
        stderr=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "FIRSTLINE_DATA_DIR": str(folder),
            "FIRSTLINE_PORT": "0",
            "FIRSTLINE_TRIAGE_WORKERS": "0",
            "FIRSTLINE_BOT_URL": "http://127.0.0.1:9",
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def read_until(process: asyncio.subprocess.Process, pattern: str) -> str:
    """The part of the log that the pattern names, once it is there."""
    assert process.stderr is not None
    async with asyncio.timeout(30):
        while line := (await process.stderr.readline()).decode():
            if found := re.search(pattern, line):
                return found.group(1)
    raise AssertionError(f"no {pattern} in the log")


async def test_a_desk_stops_cleanly_and_tells_its_customers(tmp_path: Path) -> None:
    async with a_process(tmp_path) as process:
        url = await read_until(process, r'"(http://127\.0\.0\.1:\d+)"')
        async with (
            aiohttp.ClientSession(url, headers={"Origin": url}) as session,
            session.ws_connect("/ws/customer") as customer,
        ):
            process.send_signal(signal.SIGTERM)
            message = await customer.receive()

        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == 1001
        async with asyncio.timeout(10):
            assert await process.wait() == 0


async def test_a_desk_without_its_tables_says_what_to_do(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "handoff",
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "FIRSTLINE_DATA_DIR": str(tmp_path), "FIRSTLINE_PORT": "0"},
    )
    _, told = await process.communicate()

    assert process.returncode == 1
    assert b"firstline migrate" in told
    assert b"Traceback" not in told


async def test_a_second_desk_on_one_database_is_refused(tmp_path: Path) -> None:
    async with a_process(tmp_path) as first:
        await read_until(first, r'"(http://127\.0\.0\.1:\d+)"')
        async with a_process(tmp_path, migrated=True) as second:
            assert second.stderr is not None
            told = await second.stderr.read()
            assert await second.wait() == 1

    assert b"already writes" in told
    assert b"Traceback" not in told


def test_a_taken_address_is_told_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"127.0.0.1:{port}"):
            listen(Settings(port=port))


async def test_a_page_that_does_not_read_is_let_go_and_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = partial(transport.Outbox, stall_seconds=0.5)
    monkeypatch.setattr(transport, "Outbox", quick)
    async with open_door(tmp_path, limit_off=True, send_buffer=16_384) as door:
        token = await door.visitor()
        sender, stalled = await door.customer(token), await door.customer(token)
        ack = await sender.ask("message.send", a_message())
        await stalled.event("message.created", script="utter_listening")
        stop_reading(stalled)

        # 2 MB: more than the kernel's buffers and the outbox hold together.
        for number in range(130):
            words = f"{number} " + "\U0001f621" * 3900
            await sender.ask("message.send", a_message(words))
        last = await sender.event("message.created", text=words)
        async with asyncio.timeout(20):
            while len(door.app[EDGE].open) > 1:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)

        monkeypatch.undo()
        about = {"conversation_id": ack["data"]["conversation_id"]}
        again = await door.customer(token, **about, last_seq=2)
        await again.event("message.created", text=words)
        seqs = [event["seq"] for event in again.events()]
        assert seqs == list(range(3, seqs[-1] + 1))
        assert seqs[-1] >= last["seq"]


def stop_reading(frames: Frames) -> None:
    """The page's side of the socket takes nothing from the network any more."""
    connection = frames.socket._response.connection
    assert connection is not None
    assert connection.transport is not None
    connection.transport.pause_reading()  # type: ignore[attr-defined] # it reads

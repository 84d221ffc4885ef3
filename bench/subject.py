"""What is measured runs in a process of its own, and is spoken to over sockets."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from handoff.config import ROOT

READY_SECONDS = 60.0
decode = msgspec.json.Decoder().decode


def encode(value: Any) -> str:
    """The value as a text frame."""
    return msgspec.json.encode(value).decode()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@asynccontextmanager
async def process(
    *arguments: str, environment: Mapping[str, str], log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A Python process that runs inside the block; what it says goes to the file."""
    with log.open("wb") as out:
        started = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=out,
        )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


async def reachable(port: int) -> None:
    """Somebody listens there.

    Raises:
        TimeoutError: nobody did in time.
    """
    async with asyncio.timeout(READY_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return


async def listen(
    wire: aiohttp.ClientWebSocketResponse, hear: Callable[[dict[str, Any]], None]
) -> None:
    """Every frame has been heard, until the socket ends."""
    async for message in wire:
        if message.type is aiohttp.WSMsgType.TEXT:
            hear(decode(message.data))


def http() -> aiohttp.ClientSession:
    """A browser of its own, without a bound on its sockets."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=30),
    )

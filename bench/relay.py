"""The floor as a subject: rooms of two, both of whom write and read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench.load import Line, Meter
from bench.subject import encode, free_port, http, listen, process, reachable


class RelayLine(Line):
    """One of the two in a room."""

    wire: aiohttp.ClientWebSocketResponse

    async def send(self, number: int, text: str) -> None:
        """The message is on the wire."""
        self.on_the_way[str(number)] = number
        await self.wire.send_str(encode({"ref": str(number), "text": text}))

    def hear(self, frame: dict[str, Any]) -> None:
        """The room says something."""
        if frame["type"] == "ack":
            self.hear_ack(frame["ref"])
        else:
            self.meter.hear(frame["text"])


@asynccontextmanager
async def floor(folder: Path, *, conversations: int) -> AsyncIterator[list[Line]]:
    """The lines of a running floor: first one side of every room, then the other."""
    port, meter = free_port(), Meter()
    url = f"http://127.0.0.1:{port}/ws"
    command = ("-m", "bench.floor", str(port), str(folder / "floor.db"))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(
            process(*command, environment={}, log=folder / "floor.log")
        )
        await reachable(port)
        session = await stack.enter_async_context(http())
        lines: list[Line] = []
        for author in ("customer", "agent"):
            for room in range(conversations):
                line = RelayLine(meter)
                where = {"room": str(room), "author": author}
                line.wire = await session.ws_connect(url, params=where)
                reading = asyncio.create_task(listen(line.wire, line.hear))
                stack.callback(reading.cancel)
                lines.append(line)
        yield lines

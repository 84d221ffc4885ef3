"""WebSockets of aiohttp as connections: upgrade, heartbeat, one writer, a hard end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

import structlog
from aiohttp import WSMessage, WSMsgType, web

from handoff.sockets.connection import Connection, Session
from handoff.sockets.edge import EDGE
from handoff.sockets.outbox import RESYNC, Outbox

log = structlog.get_logger()

PING_SECONDS: Final = 20.0
"""A peer is asked this often; without an answer in half that time it is dead."""
FAREWELL_SECONDS: Final = 2.0
"""How long a peer may take to read the last frames and to answer the close."""


async def run_socket(
    request: web.Request, make: Callable[[Outbox], Session], *, max_bytes: int
) -> web.WebSocketResponse:
    """The request is a socket until one side ends it; then all of it is gone."""
    socket = web.WebSocketResponse(
        heartbeat=PING_SECONDS,
        max_msg_size=max_bytes,
        compress=False,
        timeout=FAREWELL_SECONDS,
    )
    await socket.prepare(request)

    async def write(frame: bytes) -> None:
        await socket.send_frame(frame, WSMsgType.TEXT)

    outbox = Outbox(write)
    sockets = request.app[EDGE].open
    sockets[outbox] = None
    writer = asyncio.create_task(_write(socket, outbox))
    try:
        await Connection(make(outbox), outbox).run(_frames(socket))
    finally:
        sockets.pop(outbox, None)
        await _part(socket, outbox, writer)
        # Not close(): a dead peer would hold the socket until the system gives up.
        if request.transport is not None:
            request.transport.abort()
    return socket


async def _frames(socket: web.WebSocketResponse) -> AsyncIterator[str]:
    """Text frames until the peer closes; a binary one counts as a closed door."""
    message: WSMessage
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            return
        yield message.data


async def _write(socket: web.WebSocketResponse, outbox: Outbox) -> None:
    try:
        await outbox.run()
    except TimeoutError:
        # It took nothing for too long; it may come back with its cursor.
        log.info("socket.stalled")
        outbox.close(RESYNC, "resync")
    except ConnectionError:
        return  # the reader notices as well
    await socket.close(
        code=outbox.close_code or RESYNC, message=outbox.close_reason.encode()
    )


async def _part(
    socket: web.WebSocketResponse, outbox: Outbox, writer: asyncio.Task[None]
) -> None:
    """The last frames are written if the peer takes them, then nobody writes."""
    if socket.closed:
        writer.cancel()
    outbox.close(1000)
    await asyncio.wait([writer], timeout=FAREWELL_SECONDS)
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)

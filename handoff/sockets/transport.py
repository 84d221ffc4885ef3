"""WebSockets of aiohttp as connections: upgrade, heartbeat, one writer, a hard end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

import structlog
from aiohttp import WSMessage, WSMsgType, web

from handoff.sockets.connection import Connection, Session
from handoff.sockets.edge import EDGE
from handoff.sockets.outbox import GOING_AWAY, RESYNC, Outbox

log = structlog.get_logger()

PING_SECONDS: Final = 20.0
"""A peer is asked this often; without an answer in half that time it is dead."""
HIGH_WATER: Final = 64 * 1024
"""Unsent bytes of a transport above which it calls for a pause (asyncio's default)."""
FAREWELL_SECONDS: Final = 2.0
"""How long a peer may take to read the last frames and to answer the close."""


class SocketWire:
    """Frames of an upgraded request, many in one write to the system."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket

    def write(self, frames: Sequence[bytes]) -> bool:
        """The frames are on their way; False when the peer takes too little.

        Raises:
            ConnectionError: the peer is gone.
        """
        transport = self._request.transport
        if self._socket.closed or transport is None or transport.is_closing():
            raise ConnectionResetError("the socket is closed")
        transport.write(b"".join(map(text_frame, frames)))
        # From here on the transport asks for a pause, and `drain` waits for its end.
        return transport.get_write_buffer_size() <= HIGH_WATER

    async def drain(self) -> None:
        """The peer has taken most of what was written.

        Raises:
            ConnectionError: the peer is gone.
        """
        # It waits like every write of the library, and asks for a sign of life.
        await self._socket.ping()


def text_frame(payload: bytes) -> bytes:
    """The payload as one unmasked text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65_536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8), payload)


async def run_socket(
    request: web.Request, make: Callable[[Outbox], Session], *, max_bytes: int
) -> web.WebSocketResponse:
    """The request is a socket until one side ends it; then all of it is gone."""
    socket = web.WebSocketResponse(
        heartbeat=PING_SECONDS,
        max_msg_size=max_bytes,
        compress=False,
        timeout=FAREWELL_SECONDS,
        # Whether the peer takes what is written is looked at every time.
        writer_limit=0,
    )
    await socket.prepare(request)
    outbox = Outbox(SocketWire(request, socket))
    sockets = request.app[EDGE].open
    sockets[outbox] = None
    writer = asyncio.create_task(_write(request, socket, outbox))
    try:
        await Connection(make(outbox), outbox).run(_frames(socket))
    finally:
        sockets.pop(outbox, None)
        await _part(socket, outbox, writer)
        _abort(request)
    return socket


async def _frames(socket: web.WebSocketResponse) -> AsyncIterator[str]:
    """Text frames until the peer closes; a binary one counts as a closed door."""
    message: WSMessage
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            return
        yield message.data


async def _write(
    request: web.Request, socket: web.WebSocketResponse, outbox: Outbox
) -> None:
    """Writes what waits and says goodbye; the reader notices when all is over."""
    try:
        await outbox.run()
        async with asyncio.timeout(FAREWELL_SECONDS):
            await socket.close(
                code=outbox.close_code or RESYNC, message=outbox.close_reason.encode()
            )
    except ConnectionError:
        outbox.close(GOING_AWAY)  # or its reader would wait for room
    except TimeoutError:
        # It takes nothing, not even a goodbye; it may come back with its cursor.
        log.info("socket.stalled")
        outbox.close(RESYNC, "resync")
        _abort(request)


def _abort(request: web.Request) -> None:
    # Not close(): a dead peer would hold the socket until the system gives up.
    if request.transport is not None:
        request.transport.abort()


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

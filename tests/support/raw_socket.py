"""A WebSocket client that can do everything wrong, bit by bit."""

import asyncio
import base64
import os
import struct

from tests.support.door import Door

TEXT, CONTINUE, CLOSE = 0x1, 0x0, 0x8


class RawSocket:
    """A WebSocket of which every bit can be wrong."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, door: Door, *extra: str) -> "RawSocket":
        """A socket after its upgrade; `extra` are more header lines."""
        port = door.desk.settings.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [
            "GET /ws/customer HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"Origin: {door.url}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            *extra,
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        socket = cls(reader, writer)
        socket.upgrade = await reader.readuntil(b"\r\n\r\n")
        return socket

    upgrade: bytes = b""

    async def send(
        self,
        payload: bytes,
        *,
        opcode: int = TEXT,
        fin: bool = True,
        rsv: int = 0,
        masked: bool = True,
        length: int | None = None,
    ) -> None:
        """One frame, as right or wrong as told."""
        size = len(payload) if length is None else length
        head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
        flag = 0x80 if masked else 0
        if size < 126:
            head += bytes([flag | size])
        elif size < 65536:
            head += struct.pack("!BH", flag | 126, size)
        else:
            head += struct.pack("!BQ", flag | 127, size)
        if masked:
            head += b"\0\0\0\0"  # a mask that changes nothing
        self.writer.write(head + payload)

    async def close_code(self) -> int | None:
        """The code of the close frame; None when the desk just hangs up."""
        async with asyncio.timeout(5):
            while True:
                try:
                    first, second = await self.reader.readexactly(2)
                except (asyncio.IncompleteReadError, ConnectionError):
                    return None
                size = second & 0x7F
                if size == 126:
                    (size,) = struct.unpack("!H", await self.reader.readexactly(2))
                payload = await self.reader.readexactly(size)
                if first & 0x0F == CLOSE:
                    return int.from_bytes(payload[:2])

    def hang_up(self) -> None:
        self.writer.transport.abort()

"""What waits to be written to one socket: bounded, in order, one writer."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

FRAMES: Final = 256
"""Frames that may wait: the largest commit reaches one console in one go."""
BYTES: Final = 256 * 1024
"""Bytes that may wait."""
STALL_SECONDS: Final = 15.0
"""A peer that takes nothing for this long is let go; it resumes by its cursor."""

RESYNC: Final = 1013
GOING_AWAY: Final = 1001
POLICY: Final = 1008


class Outbox:
    """The frames on their way to one socket; nobody ever waits for another's.

    `write` puts one frame on the wire and waits while the peer takes too little.
    """

    def __init__(
        self,
        write: Callable[[bytes], Awaitable[None]],
        *,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self._write = write
        self._stall_seconds = stall_seconds
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.close_code: int | None = None
        """With which code the socket shall be closed; None while it stays open."""
        self.close_reason = ""

    @property
    def has_room(self) -> bool:
        """Whether one more frame may be offered."""
        return self._room.is_set() and self.close_code is None

    def offer(self, frame: bytes) -> bool:
        """The frame will be written; False when there is no room for it."""
        if not self.has_room:
            return False
        self.push(frame)
        return True

    def push(self, frame: bytes) -> None:
        """The frame will be written, room or not: for answers, which the reader paces.

        After a close it is dropped: nobody is there to read it.
        """
        if self.close_code is not None:
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        self._wake.set()
        if len(self._frames) >= FRAMES or self._bytes >= BYTES:
            self._room.clear()

    def close(self, code: int, reason: str = "") -> None:
        """What waits is still written, then the socket is closed; the first wins."""
        if self.close_code is None:
            self.close_code = code
            self.close_reason = reason
            self._wake.set()
            self._room.set()

    async def room(self) -> None:
        """Returns when a frame may be offered, or the socket is closing."""
        await self._room.wait()

    async def run(self) -> None:
        """Everything pushed is written in order, until the outbox is closed.

        Raises:
            TimeoutError: the peer took nothing for too long.
            ConnectionError: the peer is gone.
        """
        while self._frames or self.close_code is None:
            if not self._frames:
                self._wake.clear()
                await self._wake.wait()
                continue
            async with asyncio.timeout(self._stall_seconds) as limit:
                await self._write_waiting(limit)

    async def _write_waiting(self, limit: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(len(self._frames)):
            frame = self._frames.popleft()
            await self._write(frame)
            # Each frame that goes out is a sign of life, however slow the peer.
            limit.reschedule(loop.time() + self._stall_seconds)
            self._bytes -= len(frame)
        if len(self._frames) < FRAMES // 2 and self._bytes < BYTES // 2:
            self._room.set()

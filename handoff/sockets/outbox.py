"""What waits to be written to one socket: bounded, in order, one writer."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

FRAMES: Final = 256
"""Frames that may wait: the largest commit reaches one console in one go."""
BYTES: Final = 256 * 1024
"""Bytes that may wait."""
CHUNK: Final = 64 * 1024
"""Bytes written in one go: a peer that is slow is noticed before it costs more."""
STALL_SECONDS: Final = 15.0
"""A peer that takes nothing for this long is let go; it resumes by its cursor."""

RESYNC: Final = 1013
GOING_AWAY: Final = 1001
POLICY: Final = 1008


class Wire(Protocol):
    """What frames are written to."""

    def write(self, frames: Sequence[bytes]) -> bool:
        """The frames are on their way; False when the peer takes too little.

        Raises:
            ConnectionError: the peer is gone.
        """

    async def drain(self) -> None:
        """The peer has taken enough for more to be written.

        Raises:
            ConnectionError: the peer is gone.
        """


class Outbox:
    """The frames on their way to one socket; nobody ever waits for another's.

    What is pushed in one turn of the loop is written together at its end.
    """

    def __init__(self, wire: Wire, *, stall_seconds: float = STALL_SECONDS) -> None:
        self._wire = wire
        self._writable = False
        self._flush_due = False
        self._failure: ConnectionError | None = None
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
        if self._writable and not self._flush_due:
            self._flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)
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
        self._writable = True
        try:
            while True:
                self._flush()
                if self._failure is not None:
                    raise self._failure
                if not self._writable:
                    async with asyncio.timeout(self._stall_seconds):
                        await self._wire.drain()
                    self._writable = True
                elif self.close_code is not None:
                    return
                else:
                    self._wake.clear()
                    await self._wake.wait()
        finally:
            self._writable = False

    def _flush(self) -> None:
        self._flush_due = False
        try:
            while self._frames and self._writable:
                if not self._wire.write(self._take()):
                    self._writable = False
                    self._wake.set()
        except ConnectionError as error:
            self._failure, self._writable = error, False
            self._wake.set()
        few = len(self._frames) < FRAMES // 2 and self._bytes < BYTES // 2
        if few and self._writable:
            self._room.set()

    def _take(self) -> list[bytes]:
        """The next frames: as many as are written in one go, at least one."""
        taken = [self._frames.popleft()]
        size = len(taken[0])
        while self._frames and size + len(self._frames[0]) <= CHUNK:
            taken.append(self._frames.popleft())
            size += len(taken[-1])
        self._bytes -= size
        return taken

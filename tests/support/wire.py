"""A peer of one socket: it takes what is written, unless a test shuts it."""

import asyncio
from collections.abc import Sequence


class ListWire:
    """Keeps the frames that the peer has taken, and how they were written."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.writes: list[int] = []
        self.open = asyncio.Event()
        self.open.set()
        self._on_the_way: list[bytes] = []

    def write(self, frames: Sequence[bytes]) -> bool:
        """The frames are on their way; False while the peer is shut."""
        self.writes.append(len(frames))
        self._on_the_way.extend(frames)
        if self.open.is_set():
            self._arrive()
        return self.open.is_set()

    async def drain(self) -> None:
        """The peer is open again and has taken everything."""
        await self.open.wait()
        self._arrive()

    def _arrive(self) -> None:
        self.taken.extend(self._on_the_way)
        self._on_the_way.clear()


class LostWire:
    """A peer that is gone."""

    def write(self, frames: Sequence[bytes]) -> bool:
        """Nobody is there any more."""
        raise ConnectionResetError("the peer is gone")

    async def drain(self) -> None:
        """Nobody is there any more."""
        raise ConnectionResetError("the peer is gone")

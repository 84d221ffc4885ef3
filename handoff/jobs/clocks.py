"""The keeper: follows the log shortly after it is written, and keeps the clocks."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.domain.event import Committed
from handoff.errors import FirstlineError
from handoff.services.clock_keeping import behind, keep_clocks, moves_clocks

EVERY_SECONDS: Final = 2.0
"""What a conversation says within so long is followed at once: clocks count minutes."""
RETRY_SECONDS: Final = 1.0

log = structlog.get_logger(__name__)


class ClockKeeper:
    """Knows which conversations have moved, and keeps their clocks in turn."""

    def __init__(
        self, desk: Desk, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._desk = desk
        self._pause = pause
        self._moved: dict[str, None] = {}
        self._position = 0
        self._woken = asyncio.Event()

    def wake(self, told: list[Committed]) -> None:
        """What the commit moved will be followed."""
        for committed in told:
            if moves_clocks(committed):
                self._moved[committed.conversation_id] = None
                self._position = committed.position
                self._woken.set()

    async def run(self) -> None:
        """Never returns: clocks follow the log, also what it holds from before."""
        try:
            for conversation_id in await behind(self._desk):
                self._moved.setdefault(conversation_id)
        except FirstlineError as error:
            log.warning("clocks.delayed", code=error.code)
        while True:
            try:
                await self._keep()
            except FirstlineError as error:
                log.warning("clocks.delayed", code=error.code)
                await self._pause(RETRY_SECONDS)
                continue
            if not self._moved:
                self._woken.clear()
                await self._woken.wait()
            # Words go on while clocks are kept: without this pause the keeper would
            # never leave the writer to the messages.
            await self._pause(EVERY_SECONDS)

    async def _keep(self) -> None:
        """Everything that has moved by now is followed."""
        now, position = list(self._moved), self._position or None
        self._moved.clear()
        try:
            await keep_clocks(self._desk, now, position=position)
        except FirstlineError:
            self._moved.update(dict.fromkeys(now))
            raise

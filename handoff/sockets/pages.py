"""Which waiting customers have no page open: their place counts down."""

import asyncio
from typing import Final

import structlog

from handoff.errors import FirstlineError
from handoff.services import places
from handoff.sockets.edge import Edge, Topics

log = structlog.get_logger()

SWEEP_SECONDS: Final = 30.0
"""Time between two looks: whoever is missed twice is gone, a reload is no absence."""


class Pages:
    """Looks, now and then, for whoever of those who wait has no page any more.

    A page is a listener on the customer's topic: an open socket or a waiting poll.
    """

    def __init__(self, edge: Edge, *, sweep_seconds: float = SWEEP_SECONDS) -> None:
        self._desk = edge.desk
        self._hub = edge.hub
        self._sweep_seconds = sweep_seconds
        self._missed: set[str] = set()
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Absent customers are noticed from now on."""
        self._sweeping = asyncio.create_task(self._sweep_on(), name="places")

    async def stop(self) -> None:
        """Nobody's absence is noticed any more."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    async def sweep(self) -> None:
        """Places of those missed twice count down; of those who are back no more."""
        found = await places.read_places(self._desk)
        absent = {
            place.handoff_id
            for place in found
            if not self._hub.of(Topics.customer(place.customer_id))
        }
        counting = {place.handoff_id for place in found if place.counting}
        gone = sorted((absent & self._missed) - counting)
        back = [
            place
            for place in found
            if place.counting and place.handoff_id not in absent
        ]
        self._missed = absent
        await places.count_down(self._desk, gone)
        for one in back:
            await places.come_back(self._desk, one.conversation_id)

    async def _sweep_on(self) -> None:
        while True:
            await asyncio.sleep(self._sweep_seconds)
            try:
                await self.sweep()
            except FirstlineError as error:
                log.warning("places.sweep.failed", code=error.code)

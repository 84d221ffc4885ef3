"""Sending what waits in the outbox: one effect at a time for each target."""

import asyncio
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.domain.delivery import MAIL, Outcome, lane_of
from handoff.errors import FirstlineError
from handoff.gateways.breaker import Breaker
from handoff.jobs.keyed import KeyedJob
from handoff.services import outbox

EVERY_SECONDS: Final = 0.5
"""How often the outbox is looked at: an alert leaves within a second."""
AT_ONCE: Final = 8
FAILURES: Final = 5
REST_SECONDS: Final = 30.0

log = structlog.get_logger(__name__)


class Sender:
    """Sends what is due; a target or mail server that keeps failing is left alone."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._job = KeyedJob("outbox", self._send)
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._breakers: dict[str, Breaker] = {}

    async def run(self) -> None:
        """Never returns: whatever is committed to the outbox is tried in time."""
        while True:
            try:
                for target in await outbox.due_targets(self._desk):
                    self._job.wake(target)
            except FirstlineError as error:
                log.warning("outbox.delayed", code=error.code)
            await asyncio.sleep(EVERY_SECONDS)

    async def stop(self) -> None:
        """Nothing is under way; what was cut short is tried again after a start."""
        await self._job.stop()

    async def _send(self, target: str) -> None:
        async with self._at_once:
            breaker = self._breaker(target)
            while breaker.allows:
                outcome = await outbox.send_next(self._desk, target)
                if outcome is Outcome.FAILED:
                    breaker.failed()
                    return
                if outcome is None:
                    return
                breaker.succeeded()

    def _breaker(self, target: str) -> Breaker:
        """All mails share the one server; each webhook stands for itself."""
        key = MAIL if lane_of(target) == MAIL else target
        if key not in self._breakers:
            self._breakers[key] = Breaker(
                self._desk.clock, failures=FAILURES, rest=REST_SECONDS
            )
        return self._breakers[key]

"""The scanner: fires timers when their moment has come, one process at a time."""

import asyncio
from functools import partial
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.errors import FirstlineError
from handoff.services import timer_firing
from handoff.services.timer_firing import LEASE, LeaseLost
from handoff.storage import leases, timers

EVERY_SECONDS: Final = 0.5
"""Between two looks: a timer fires at most this late on an idle desk."""
BEAT_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 15.0
"""A holder whose beat stood still for so long is replaced by one that waits."""

log = structlog.get_logger(__name__)


async def scan_timers(desk: Desk) -> None:
    """Never returns: every due timer is fired once, also those of before the start."""
    # The newest process wins: the one before it is gone, or is fenced off.
    fence = await timer_firing.take_lease(desk)
    while True:
        try:
            await _hold(desk, fence)
        except LeaseLost:
            log.warning("timers.lease.lost", fence=fence)
            await _await_silence(desk)
            fence = await timer_firing.take_lease(desk)
        except FirstlineError as error:
            log.warning("timers.delayed", code=error.code)
            await asyncio.sleep(EVERY_SECONDS)


async def _hold(desk: Desk, fence: int) -> None:
    kept = desk.clock.monotonic()
    while True:
        due = partial(timers.any_due, now=desk.clock.now())
        if await desk.reader.read(due):
            while (await timer_firing.fire_due(desk, fence=fence)).more:
                pass
            kept = desk.clock.monotonic()
        elif desk.clock.monotonic() - kept >= BEAT_SECONDS:
            await timer_firing.keep_lease(desk, fence=fence)
            kept = desk.clock.monotonic()
        await asyncio.sleep(EVERY_SECONDS)


async def _await_silence(desk: Desk) -> None:
    """The holder of the lease has not moved for SILENCE_SECONDS of our own time."""
    seen, since = None, desk.clock.monotonic()
    while desk.clock.monotonic() - since < SILENCE_SECONDS:
        now = await desk.reader.read(partial(leases.read, name=LEASE))
        if now != seen:
            seen, since = now, desk.clock.monotonic()
        await asyncio.sleep(EVERY_SECONDS)

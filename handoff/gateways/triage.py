"""Rating messages the bot does not see, in worker processes with a time box."""

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Final, Protocol

import structlog

from handoff.config import Settings
from handoff.errors import TriageFailed
from handoff.gateways import triage_worker

log = structlog.get_logger(__name__)

MAX_CHARS: Final = 4_000
"""Longest text that is rated: triage reads no more of a message."""
WARM_UP_SECONDS: Final = 60.0


class TriageGateway(Protocol):
    """Whoever rates messages."""

    async def warm_up(self) -> None:
        """The next rating takes no longer than any other."""

    async def rate(self, text: str) -> dict[str, Any]:
        """The rating of the text (docs/protocol.md, RATING).

        Raises:
            TriageFailed: no rating came within the time box.
        """

    def close(self) -> None:
        """Its processes have ended."""


class NoTriage:
    """Stands in where triage is switched off: every rating fails."""

    async def warm_up(self) -> None:
        """Nothing: there is nothing to load."""

    async def rate(self, text: str) -> dict[str, Any]:
        """Never a rating.

        Raises:
            TriageFailed: always.
        """
        raise TriageFailed("triage is switched off")

    def close(self) -> None:
        """Nothing: there are no processes."""


class WorkerTriage:
    """Worker processes that hold the triage library; one that hangs is replaced."""

    def __init__(self, settings: Settings) -> None:
        self._workers = settings.triage_workers
        self._seconds = settings.triage_deadline
        self._pool: ProcessPoolExecutor | None = None
        self._warm = False

    async def warm_up(self) -> None:
        """The library is loaded, unless it cannot be: then ratings say so."""
        try:
            await self.rate("")
        except TriageFailed as error:
            log.error("triage.warm_up.failed", exc_info=error)

    async def rate(self, text: str) -> dict[str, Any]:
        """The rating of the text (docs/protocol.md, RATING).

        Raises:
            TriageFailed: no rating came within the time box.
        """
        # The first rating also loads the library, which takes seconds.
        seconds = self._seconds if self._warm else WARM_UP_SECONDS
        loop = asyncio.get_running_loop()
        pool = self._started()
        try:
            async with asyncio.timeout(seconds):
                rating = await loop.run_in_executor(
                    pool, triage_worker.rate, text[:MAX_CHARS]
                )
        except (TimeoutError, BrokenProcessPool) as error:
            self._discard(pool)
            raise TriageFailed(f"no rating within {seconds} s") from error
        self._warm = True
        return rating

    def close(self) -> None:
        """Its processes have ended."""
        if self._pool is not None:
            self._discard(self._pool)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned, not forked: a fork would copy threads' locks and open sockets.
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=triage_worker.load,
            )
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        """Ends a pool whose worker hangs: a shutdown would wait for it."""
        if pool is not self._pool:
            return
        self._pool, self._warm = None, False
        processes = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()

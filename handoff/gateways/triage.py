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


class _WorkerLost(Exception):
    """The process died, or was ended because of another message."""


class WorkerTriage:
    """Worker processes that hold the triage library; one that hangs is replaced.

    As many messages are in the processes as there are processes, so that the time box
    holds the rating of one message and never the wait for others.
    """

    def __init__(self, settings: Settings) -> None:
        self._workers = max(1, settings.triage_workers)
        self._seconds = settings.triage_deadline
        self._free = asyncio.Semaphore(self._workers)
        self._pool: ProcessPoolExecutor | None = None
        self._warm = False
        self._runs = set[asyncio.Task[dict[str, Any]]]()

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
        # Whoever asks may give up sooner; the process is watched to its end all the
        # same, or one that hangs would be found by the next message.
        run = asyncio.create_task(self._rate(text[:MAX_CHARS]))
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)
        return await asyncio.shield(run)

    def close(self) -> None:
        """Its processes have ended."""
        for run in self._runs:
            run.cancel()
        if self._pool is not None:
            self._discard(self._pool)

    async def _rate(self, text: str) -> dict[str, Any]:
        async with self._free:
            try:
                return await self._in_worker(text)
            except _WorkerLost:
                log.warning("triage.worker.lost")
            try:
                return await self._in_worker(text)
            except _WorkerLost as error:
                raise TriageFailed("the worker died twice over it") from error

    async def _in_worker(self, text: str) -> dict[str, Any]:
        # The first rating also loads the library, which takes seconds.
        seconds = self._seconds if self._warm else WARM_UP_SECONDS
        loop = asyncio.get_running_loop()
        pool = self._started()
        try:
            async with asyncio.timeout(seconds):
                rating = await loop.run_in_executor(pool, triage_worker.rate, text)
        except TimeoutError as error:
            self._discard(pool)
            raise TriageFailed(f"no rating within {seconds} s") from error
        except (BrokenProcessPool, asyncio.CancelledError) as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            self._discard(pool)
            raise _WorkerLost from error
        self._warm = True
        return rating

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

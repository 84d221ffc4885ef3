"""One task at a time per conversation, woken by commits."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from handoff.errors import FirstlineError

log = structlog.get_logger(__name__)

RETRY_SECONDS = 1.0
"""Pause after a fault of the desk itself, such as a full disk."""


class KeyedJob:
    """Runs `work(key)` for each key that is woken: never twice at once for one key.

    A key that is woken while its work runs is worked on once more afterwards, so
    that nothing that was committed meanwhile is overlooked.
    """

    def __init__(self, name: str, work: Callable[[str], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._wanted: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    def wake(self, key: str) -> None:
        """The key will be worked on, now or right after the work under way."""
        self._wanted.add(key)
        if key not in self._tasks and not self._stopping:
            task = asyncio.create_task(self._run(key), name=f"{self._name}:{key}")
            self._tasks[key] = task

    async def stop(self) -> None:
        """No work is under way any more; what was cut short stays to be done."""
        self._stopping = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, key: str) -> None:
        try:
            while key in self._wanted:
                self._wanted.discard(key)
                await self._work(key)
        except FirstlineError as error:
            log.warning(f"{self._name}.delayed", key=key, code=error.code)
            self._wake_later(key)
        except Exception:
            log.exception(f"{self._name}.failed", key=key)
            self._wake_later(key)
        finally:
            # Nothing is awaited between the last look at `_wanted` and this line.
            del self._tasks[key]

    def _wake_later(self, key: str) -> None:
        asyncio.get_running_loop().call_later(RETRY_SECONDS, self.wake, key)

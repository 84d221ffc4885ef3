"""Waiting for a condition with a deadline, instead of sleeping and hoping."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

SECONDS = 10.0


async def until(
    condition: Callable[[], bool | Awaitable[bool]],
    *,
    seconds: float = SECONDS,
    every: float = 0.005,
) -> None:
    """The condition holds; it is looked at `every` so many seconds.

    Raises:
        TimeoutError: it did not come to hold in time.
    """
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if await held if inspect.isawaitable(held) else held:
                return
            await asyncio.sleep(every)

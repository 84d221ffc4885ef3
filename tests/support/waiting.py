"""Waiting for a condition with a deadline, instead of sleeping and hoping."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

SECONDS = 10.0


async def until(condition: Callable[[], bool | Awaitable[bool]]) -> None:
    """The condition holds.

    Raises:
        TimeoutError: it did not come to hold within ten seconds.
    """
    async with asyncio.timeout(SECONDS):
        while True:
            held = condition()
            if await held if inspect.isawaitable(held) else held:
                return
            await asyncio.sleep(0.005)

"""The action server, asked only whether it is there."""

from typing import Final

import aiohttp
from yarl import URL

from handoff.clock import Clock
from handoff.config import Settings

FRESH_SECONDS: Final = 2.0
"""How long an answer holds, so that health checks do not add up."""
_TIMEOUT: Final = aiohttp.ClientTimeout(total=1.0)


class ActionServer:
    """Whether the bot's action server answers."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._url = URL(settings.actions_url).with_path("/health")
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._asked_at = float("-inf")
        self._ready = False

    async def is_ready(self) -> bool:
        """Whether it answered within the last two seconds, or does now."""
        now = self._clock.monotonic()
        if now - self._asked_at > FRESH_SECONDS:
            self._asked_at = now
            self._ready = await self._ask()
        return self._ready

    async def close(self) -> None:
        """Its connections are closed."""
        if self._session is not None:
            await self._session.close()

    async def _ask(self) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        try:
            async with self._session.get(self._url, allow_redirects=False) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

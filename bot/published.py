"""The published scripts: fetched from the desk, kept on disk for when it is away."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import aiohttp

from bot.config import Settings, settings
from bot.scripts import Variant, parse_scripts, parse_turns

logger = logging.getLogger(__name__)

EVERY = 1.0
_LARGEST = 20_000_000
_TIMEOUT = aiohttp.ClientTimeout(total=5)


class Published:
    """The scripts in force: the desk's, else the last copy, else none at all."""

    def __init__(self, url: str, token: str, copy: Path) -> None:
        """Start from the copy on disk; a damaged one counts as none."""
        self._url = url
        self._token = token
        self._copy = copy
        self._etag: str | None = None
        self._complained = False
        self._scripts: dict[str, list[Variant]] = {}
        self._turns: frozenset[str] = frozenset()
        try:
            self._take(copy.read_bytes())
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            logger.warning("scripts: the copy cannot be used: %s", error)

    def variants(self, script: str) -> Sequence[Variant]:
        """Return the published wordings of `script`, none if it is unknown."""
        return self._scripts.get(script, ())

    def takes_turns(self, script: str) -> bool:
        """Return whether a conversation hears one wording of `script` after another."""
        return script in self._turns

    async def keep_fresh(self) -> None:
        """Ask the desk every EVERY seconds, until cancelled."""
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            while True:
                try:
                    await self.refresh(session)
                    self._complained = False
                except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
                    # Once per outage: the desk starts after the bot, and may restart.
                    if not self._complained:
                        logger.info("scripts: the desk is not there: %r", error)
                    self._complained = True
                await asyncio.sleep(EVERY)

    async def refresh(self, session: aiohttp.ClientSession) -> bool:
        """Take over what is published now; True if something changed.

        Raises ValueError for malformed scripts, which change nothing, and what aiohttp
        raises.
        """
        headers = {"Authorization": f"Bearer {self._token}"}
        if self._etag:
            headers["If-None-Match"] = self._etag
        async with session.get(self._url, headers=headers) as answer:
            if answer.status == 304:
                return False
            answer.raise_for_status()
            body = await _whole(answer.content)
            self._take(body)
            self._etag = answer.headers.get("ETag")
        self._keep(body)
        return True

    def _take(self, body: bytes) -> None:
        content = json.loads(body)
        scripts, turns = parse_scripts(content), parse_turns(content)
        self._scripts, self._turns = scripts, turns

    def _keep(self, body: bytes) -> None:
        temporary = self._copy.with_suffix(".new")
        try:
            temporary.write_bytes(body)
            temporary.replace(self._copy)
        except OSError as error:
            logger.warning("scripts: the copy cannot be written: %s", error)


async def _whole(content: aiohttp.StreamReader) -> bytes:
    """Return all of a body; raises ValueError if it is larger than scripts can be."""
    body = bytearray()
    async for part in content.iter_any():
        body += part
        if len(body) > _LARGEST:
            raise ValueError(f"more than {_LARGEST} bytes of scripts")
    return bytes(body)


@lru_cache(maxsize=1)
def published() -> Published:
    """Return the scripts of this process: Rasa builds channel and NLG apart."""
    return of(settings())


def of(chosen: Settings) -> Published:
    """Return the scripts for these settings."""
    return Published(
        f"{chosen.desk_url}/internal/scripts",
        chosen.internal_token,
        chosen.folder / "scripts.json",
    )

"""Scripts whose time comes, or that a command beside the desk has changed."""

import asyncio
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.errors import FirstlineError
from handoff.services.scripts import refresh_if_due

EVERY_SECONDS: Final = 0.5

log = structlog.get_logger(__name__)


async def watch_scripts(desk: Desk) -> None:
    """Never returns: what is published is said within a second of its time."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            if await refresh_if_due(desk):
                log.info("scripts.changed", version=desk.scripts.version)
        except FirstlineError as error:
            log.warning("scripts.delayed", code=error.code)

"""Scripts: those whose time comes, and what comes after each wording."""

import asyncio
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.errors import FirstlineError
from handoff.services.script_figures import apply_guards, count_uses, sum_up
from handoff.services.scripts import refresh_if_due
from handoff.storage.script_figures import AT_ONCE

EVERY_SECONDS: Final = 0.5
COUNT_SECONDS: Final = 60.0

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


async def count_scripts(desk: Desk) -> None:
    """Never returns: figures are at most a minute old, and guards act on them."""
    while True:
        pause = COUNT_SECONDS
        try:
            if await count_uses(desk) >= AT_ONCE:
                # A long log is caught up with in pieces: customers come first.
                pause = EVERY_SECONDS
            else:
                await sum_up(desk)
                await apply_guards(desk)
        except FirstlineError as error:
            log.warning("scripts.uncounted", code=error.code)
        await asyncio.sleep(pause)

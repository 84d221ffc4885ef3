"""Keeps an open console from outliving its sign-in."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.errors import FirstlineError, NotSignedIn
from handoff.services.people import Session, find_session

log = structlog.get_logger()

LOOK_SECONDS: Final = 30.0
"""A sign-in that runs out takes its sockets along within this time.

One that is taken away is told at once (RightsChanged) and needs no look.
"""


async def watch_rights(
    desk: Desk,
    token: str,
    sign_in: Session,
    *,
    ended: Callable[[], None],
    changed: Callable[[], None],
    seconds: float = LOOK_SECONDS,
) -> None:
    """Returns once the sign-in has `ended`, or who it is for has `changed`."""
    while True:
        await asyncio.sleep(seconds)
        try:
            now = await find_session(desk, token)
        except NotSignedIn:
            ended()
            return
        except FirstlineError as error:
            log.warning("rights.unknown", code=error.code)
            continue
        if now.person != sign_in.person:
            changed()
            return

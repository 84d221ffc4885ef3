"""Keeps an open console from outliving its sign-in."""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.errors import FirstlineError, NotSignedIn
from handoff.services.people import Session, find_session

log = structlog.get_logger()

LOOK_SECONDS: Final = 0.8
"""A right that is taken away is gone within a second, whoever took it away.

News from within the desk comes at once; this also sees what a command line tool
has changed.
"""


async def watch_rights(
    desk: Desk,
    token: str,
    sign_in: Session,
    *,
    ended: Callable[[], None],
    changed: Callable[[], None],
) -> None:
    """Returns once the sign-in has `ended`, or who it is for has `changed`."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
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

"""Watching the bot: whether it is ready, told whenever that changes."""

import asyncio
from typing import Final

from handoff.desk import Desk
from handoff.domain.notice import BotReadiness

WAKING_SECONDS: Final = 0.25
AWAKE_SECONDS: Final = 2.0


async def watch_bot(desk: Desk) -> None:
    """Never returns: the desk knows within seconds how the bot is."""
    known = False
    while True:
        ready = await desk.bot.probe()
        if ready != known:
            known = ready
            desk.tell(BotReadiness(ready))
        await asyncio.sleep(AWAKE_SECONDS if ready else WAKING_SECONDS)

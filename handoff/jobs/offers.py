"""Offering what waits, as soon as somebody has room."""

import asyncio
from typing import Final

from handoff.desk import Desk
from handoff.domain.event import Committed, EventType
from handoff.domain.notice import (
    Notice,
    PresenceChanged,
    RightsChanged,
    WorkChanged,
)
from handoff.jobs.keyed import KeyedJob
from handoff.services.offers import match_waiting
from handoff.services.rescue import rescue_lost

LOOK_SECONDS: Final = 5.0
"""A look without being woken: people who passed may be asked again, rows may have been
changed by a command beside the desk."""
_LINE: Final = "line"
_NOTHING_NEW: Final = frozenset({EventType.MESSAGE_CREATED, EventType.HANDOFF_OFFERED})
"""Events after which nobody new waits and nobody has more room than before."""


class OfferJob:
    """Makes offers, one look at the line at a time, woken by what happens."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._job = KeyedJob("offers", self._offer)
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """The line is looked at now, and whenever something happens."""
        self._desk.on_commit.append(self._hear_commit)
        self._desk.on_notice.append(self._hear_notice)
        self._looking = asyncio.create_task(self._look(), name="offers")

    async def stop(self) -> None:
        """No offer is made any more."""
        if self._looking is None:
            return
        self._desk.on_commit.remove(self._hear_commit)
        self._desk.on_notice.remove(self._hear_notice)
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        await self._job.stop()

    def _hear_commit(self, told: list[Committed]) -> None:
        for committed in told:
            data = committed.event.data
            if committed.type is EventType.HANDOFF_OFFER_ENDED and data["away"]:
                self._desk.tell(PresenceChanged(data["person"]["id"], "away"))
        if any(committed.type not in _NOTHING_NEW for committed in told):
            self._job.wake(_LINE)

    def _hear_notice(self, notice: Notice) -> None:
        if isinstance(notice, PresenceChanged | WorkChanged | RightsChanged):
            self._job.wake(_LINE)

    async def _look(self) -> None:
        while True:
            self._job.wake(_LINE)
            await asyncio.sleep(LOOK_SECONDS)

    async def _offer(self, _key: str) -> None:
        await rescue_lost(self._desk)
        await match_waiting(self._desk)

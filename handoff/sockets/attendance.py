"""Who is there: a person with an open console is online unless they say otherwise."""

import asyncio
from typing import Final

import structlog

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.errors import FirstlineError
from handoff.services.presence import read_presence, set_presence

log = structlog.get_logger()

GRACE_SECONDS: Final = 30.0
"""A page that reloads or a network that changes is no absence."""
OFFLINE: Final = "offline"


class Attendance:
    """Consoles by person; the last one to close takes its person offline."""

    def __init__(self, desk: Desk, *, grace_seconds: float = GRACE_SECONDS) -> None:
        self._desk = desk
        self._grace_seconds = grace_seconds
        self._consoles: dict[str, int] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._by_choice: set[str] = set()

    async def arrive(self, who: Person) -> str:
        """The person has one more console; what their presence now is."""
        leaving = self._leaving.pop(who.person_id, None)
        if leaving is not None:
            leaving.cancel()
        presence, unanswering = await read_presence(self._desk, who)
        gone = presence == OFFLINE and who.person_id not in self._by_choice
        # Whom the desk took for absent has just opened a page: they are there.
        if gone or unanswering:
            presence = "online"
            await set_presence(self._desk, who, presence=presence)
        self._consoles[who.person_id] = self._consoles.get(who.person_id, 0) + 1
        return presence

    def choose(self, who: Person, presence: str) -> None:
        """The person said themselves how they are: an open console changes nothing."""
        if presence == OFFLINE:
            self._by_choice.add(who.person_id)
        else:
            self._by_choice.discard(who.person_id)

    def leave(self, who: Person) -> None:
        """One console of the person has closed."""
        left = self._consoles.get(who.person_id, 0) - 1
        if left > 0:
            self._consoles[who.person_id] = left
        elif self._consoles.pop(who.person_id, None) is not None:
            task = asyncio.create_task(self._go_offline(who))
            self._leaving[who.person_id] = task

    async def stop(self) -> None:
        """Nobody is taken offline any more."""
        tasks = list(self._leaving.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _go_offline(self, who: Person) -> None:
        await asyncio.sleep(self._grace_seconds)
        del self._leaving[who.person_id]
        self._by_choice.discard(who.person_id)
        try:
            await set_presence(self._desk, who, presence=OFFLINE)
        except FirstlineError as error:
            log.warning("presence.unknown", code=error.code)

"""Second doors: what customers choose is heard, and who left an address is told."""

from itertools import islice
from typing import Final

from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import AuthorKind, Committed, EventType
from handoff.errors import FirstlineError
from handoff.jobs.keyed import KeyedJob
from handoff.services import door_answers, doors
from handoff.storage.doors import conversations_with_asked

MOST: Final = 500
"""Conversations looked up at a time."""
_MOVED: Final = "moved"


class DoorJob:
    """Follows words, of which few are said where there is a door at all.

    Which conversations those are is looked up for all that moved meanwhile in one read.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._moved: dict[str, None] = {}
        self._look = KeyedJob("doors", self._find)
        self._open = KeyedJob("door", self._hear)

    def wake(self, told: list[Committed]) -> None:
        """What was said is under way to whoever listens at a door."""
        for committed in told:
            if self._concerns(committed):
                self._moved[committed.conversation_id] = None
                self._look.wake(_MOVED)

    async def take_up(self) -> None:
        """Choices that were made before a stop are under way."""
        for conversation_id in await self._desk.reader.read(conversations_with_asked):
            self._open.wake(conversation_id)

    async def stop(self) -> None:
        """No work is under way any more."""
        await self._look.stop()
        await self._open.stop()

    async def _find(self, _key: str) -> None:
        while some := list(islice(self._moved, MOST)):
            for conversation_id in some:
                del self._moved[conversation_id]
            try:
                found = await doors.having_doors(self._desk, some)
            except FirstlineError:
                self._moved.update(dict.fromkeys(some))
                raise
            for conversation_id in found:
                self._open.wake(conversation_id)

    async def _hear(self, conversation_id: str) -> None:
        await doors.hear(self._desk, conversation_id)
        await door_answers.mail_answer(self._desk, conversation_id)

    def _concerns(self, committed: Committed) -> bool:
        """Whether somebody may have chosen a door, or wait for mail behind one.

        A choice that is still open is over once somebody has taken the conversation.
        """
        event = committed.event
        if event.type is EventType.HANDOFF_ACCEPTED:
            return True
        if event.type is not EventType.MESSAGE_CREATED:
            return False
        if event.author.kind is AuthorKind.CUSTOMER:
            return committed.status == Status.QUEUED.value
        return event.author.kind is AuthorKind.AGENT and self._desk.mail.configured

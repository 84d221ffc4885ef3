"""Starting and stopping the jobs: what a restart finds undone is done first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import AuthorKind, Committed, EventType
from handoff.jobs.clocks import ClockKeeper
from handoff.jobs.doors import DoorJob
from handoff.jobs.keyed import KeyedJob
from handoff.jobs.offers import OfferJob
from handoff.jobs.outbox import Sender
from handoff.jobs.readiness import watch_bot
from handoff.jobs.rights import watch_rights
from handoff.jobs.scripts import count_scripts, watch_scripts
from handoff.jobs.studio import Workshop
from handoff.jobs.timers import scan_timers
from handoff.services import ratings, turns
from handoff.storage.events import conversations_with_unrated
from handoff.storage.turns import conversations_with_open


@asynccontextmanager
async def running_jobs(desk: Desk) -> AsyncIterator[None]:
    """Inside the block the bot answers, unseen messages are rated, news is told."""
    jobs, workshop, keeper = _Jobs(desk), Workshop(desk), ClockKeeper(desk)
    offers, doors, sender = OfferJob(desk), DoorJob(desk), Sender(desk)
    desk.on_commit.extend([jobs.wake, doors.wake, keeper.wake])
    desk.on_notice.append(workshop.hear)
    watching = [
        asyncio.create_task(sender.run(), name="outbox"),
        asyncio.create_task(watch_bot(desk), name="bot readiness"),
        asyncio.create_task(watch_rights(desk), name="rights"),
        asyncio.create_task(watch_scripts(desk), name="scripts"),
        asyncio.create_task(count_scripts(desk), name="script figures"),
        asyncio.create_task(scan_timers(desk), name="timers"),
        asyncio.create_task(workshop.run(), name="studio"),
        asyncio.create_task(keeper.run(), name="clocks"),
        # Early, for the day the bot is dead and a threat must rank all the same.
        asyncio.create_task(desk.triage.warm_up(), name="triage"),
    ]
    try:
        await jobs.take_up()
        await doors.take_up()
        offers.start()
        await workshop.take_up()
        yield
    finally:
        await offers.stop()
        desk.on_commit.remove(jobs.wake)
        desk.on_notice.remove(workshop.hear)
        desk.on_commit.remove(doors.wake)
        desk.on_commit.remove(keeper.wake)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await jobs.stop()
        await doors.stop()
        await sender.stop()


class _Jobs:
    """The work that commits wake: bot turns, and ratings of unseen messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._at_once = asyncio.Semaphore(desk.settings.bot_turns_at_once)
        self._rates = desk.settings.triage_workers > 0
        self._turns = KeyedJob("turns", self._answer)
        self._ratings = KeyedJob("triage", self._rate)

    def wake(self, told: list[Committed]) -> None:
        """Whatever the commit leaves to do is under way."""
        for committed in told:
            if _owes_answer(committed):
                self._turns.wake(committed.conversation_id)
            elif self._rates and ratings.is_unseen(committed.event, committed.status):
                self._ratings.wake(committed.conversation_id)

    async def take_up(self) -> None:
        """What the last stop cut short is under way."""
        reader = self._desk.reader
        for conversation_id in await reader.read(conversations_with_open):
            self._turns.wake(conversation_id)
        if self._rates:
            for conversation_id in await reader.read(conversations_with_unrated):
                self._ratings.wake(conversation_id)

    async def stop(self) -> None:
        """No work is under way any more."""
        await self._turns.stop()
        await self._ratings.stop()

    async def _answer(self, conversation_id: str) -> None:
        more = True
        while more:
            more = await turns.run_next(
                self._desk, conversation_id, at_once=self._at_once
            )

    async def _rate(self, conversation_id: str) -> None:
        await ratings.rate_unseen(self._desk, conversation_id)


def _owes_answer(committed: Committed) -> bool:
    event = committed.event
    return (
        committed.status == Status.BOT.value
        and event.type is EventType.MESSAGE_CREATED
        and event.author.kind is AuthorKind.CUSTOMER
    )

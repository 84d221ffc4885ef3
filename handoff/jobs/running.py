"""Starting and stopping the jobs: what a restart finds undone is done first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import AuthorKind, Committed, EventType
from handoff.jobs.keyed import KeyedJob
from handoff.jobs.readiness import watch_bot
from handoff.services import ratings, turns
from handoff.storage import events as event_rows
from handoff.storage import turns as turn_rows


@asynccontextmanager
async def running_jobs(desk: Desk) -> AsyncIterator[None]:
    """Inside the block the bot answers, unseen messages are rated, and news is told."""
    at_once = asyncio.Semaphore(desk.settings.bot_turns_at_once)

    async def answer(conversation_id: str) -> None:
        while await turns.run_next(desk, conversation_id, at_once=at_once):
            pass

    async def rate(conversation_id: str) -> None:
        await ratings.rate_unseen(desk, conversation_id)

    answering = KeyedJob("turns", answer)
    rating = KeyedJob("triage", rate)

    def wake(told: list[Committed]) -> None:
        for committed in told:
            if _owes_answer(committed):
                answering.wake(committed.conversation_id)
            elif ratings.is_unseen(committed.event, committed.status):
                rating.wake(committed.conversation_id)

    desk.on_commit.append(wake)
    watching = asyncio.create_task(watch_bot(desk), name="bot readiness")
    try:
        for conversation_id in await desk.reader.read(
            turn_rows.conversations_with_open
        ):
            answering.wake(conversation_id)
        for conversation_id in await desk.reader.read(
            event_rows.conversations_with_unrated
        ):
            rating.wake(conversation_id)
        yield
    finally:
        desk.on_commit.remove(wake)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await answering.stop()
        await rating.stop()


def _owes_answer(committed: Committed) -> bool:
    event = committed.event
    return (
        committed.status == Status.BOT.value
        and event.type is EventType.MESSAGE_CREATED
        and event.author.kind is AuthorKind.CUSTOMER
    )

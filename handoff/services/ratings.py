"""Ratings: keeping a conversation's highest, and acting on what it came to."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import structlog

from handoff.desk import Desk
from handoff.domain import rating as ratings
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM, AuthorKind, Event, EventType, Visibility
from handoff.domain.routing import asks_for_manager
from handoff.errors import TriageFailed
from handoff.services.alerts import follow_rating
from handoff.services.climbing import climb_to_manager
from handoff.storage import events, memories
from handoff.storage.memories import Memory
from handoff.storage.unit import Unit

log = structlog.get_logger(__name__)

BATCH: Final = 10
"""Messages rated between two writes: about 0.1 s, and a flood costs few commits."""

Rating = dict[str, Any]


def keep_rating(
    unit: Unit,
    conversation: Conversation,
    memory: Memory,
    *,
    seq: int,
    rating: Rating | None,
) -> None:
    """The memory holds the rating of message `seq`; agents are told if it matters."""
    memory.rated_seq = max(memory.rated_seq, seq)
    if rating is None:
        return
    merged = ratings.merge(memory.rating, rating, seq=seq)
    changed = not ratings.same_weight(memory.rating, merged)
    memory.rating = merged
    if changed:
        unit.append(
            conversation,
            EventType.RATING_CHANGED,
            SYSTEM,
            {"message_seq": seq, "rating": rating, "conversation_rating": merged},
            visibility=Visibility.INTERNAL,
        )


async def try_rating(desk: Desk, text: str) -> Rating | None:
    """The desk's own rating of a text; None when triage fails or is not yet loaded."""
    try:
        async with asyncio.timeout(desk.settings.triage_deadline):
            return await desk.triage.rate(text)
    except (TriageFailed, TimeoutError):
        log.warning("triage.rating.missing")
        return None


async def rate_unseen(desk: Desk, conversation_id: str) -> None:
    """Every customer message that the bot did not see has been rated."""
    while True:
        waiting = await desk.reader.read(
            lambda connection: events.read_unrated(
                connection, conversation_id, limit=BATCH
            )
        )
        if not waiting:
            return
        rated = [(message, await _rate(desk, message)) for message in waiting]
        await desk.writer.change(
            partial(_keep_all, desk, conversation_id, rated),
            conversation_id=conversation_id,
        )


async def _rate(desk: Desk, message: Event) -> Rating | None:
    try:
        return await desk.triage.rate(message.data["text"])
    except TriageFailed as error:
        # Skipped, or it would be tried for ever; what waits moves up, so that a person
        # sees soon what it says.
        log.error(
            "triage.rating.failed",
            conversation_id=message.conversation_id,
            seq=message.seq,
            exc_info=error,
        )
        return None


def _keep_all(
    desk: Desk,
    conversation_id: str,
    rated: Sequence[tuple[Event, Rating | None]],
    unit: Unit,
) -> None:
    conversation = unit.conversation(conversation_id)
    if conversation is None:
        return
    memory = memories.read(unit.sql(), conversation_id)
    before = desk.policies.protocols.in_force(None, memory.rating)
    for message, rating in rated:
        keep_rating(unit, conversation, memory, seq=message.seq, rating=rating)
    memories.write(unit.sql(), conversation_id, memory)
    failed = any(rating is None for _, rating in rated)
    follow_rating(desk, unit, conversation, memory, before=before, failed=failed)
    words = [message.data["text"] for message, _ in rated]
    if asks_for_manager(words, desk.policies.routing):
        climb_to_manager(desk, unit, conversation)


def is_unseen(event: Event, status: str) -> bool:
    """Whether the event leaves a message that only the desk can rate."""
    if status not in (Status.QUEUED.value, Status.ASSIGNED.value):
        return False
    said = event.type is EventType.MESSAGE_CREATED
    by_customer = said and event.author.kind is AuthorKind.CUSTOMER
    # A handoff may leave messages behind that the bot never came to.
    return by_customer or event.type is EventType.HANDOFF_QUEUED

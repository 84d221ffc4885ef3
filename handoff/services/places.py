"""Keeping a customer's place: while a page of theirs is open, and long enough after.

Nobody's conversation is lost: one that is given up ends as abandoned, its case stays
open, and whoever follows such things up is told.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import Connection, exists, select

from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import SYSTEM, EventType
from handoff.domain.handoff import HandoffStatus
from handoff.domain.timer import Subject, Timer, TimerState
from handoff.services import offers, outbox, timers
from handoff.services.kept_places import KEEP_PLACE
from handoff.services.queueing import say_as_system
from handoff.storage import handoffs, records
from handoff.storage.tables import conversations as rows
from handoff.storage.tables import handoffs as waiting
from handoff.storage.tables import timers as started
from handoff.storage.unit import Unit

BATCH: Final = 200
"""Places marked in one transaction."""


class OpenPlace(NamedTuple):
    """The place of somebody who waits; `counting` says whether it counts down."""

    handoff_id: str
    conversation_id: str
    customer_id: str
    counting: bool


async def read_places(desk: Desk) -> list[OpenPlace]:
    """Every place that ends when its customer stays away."""
    always = desk.policies.routing.keep_place_always

    def read(connection: Connection) -> list[OpenPlace]:
        counting = exists().where(
            started.c.subject_kind == "handoff",
            started.c.subject_id == waiting.c.handoff_id,
            started.c.kind == KEEP_PLACE,
            started.c.state == TimerState.WAITING.value,
        )
        query = (
            select(
                waiting.c.handoff_id,
                waiting.c.conversation_id,
                rows.c.customer_id,
                counting,
            )
            .join(rows, rows.c.conversation_id == waiting.c.conversation_id)
            .where(
                waiting.c.status == HandoffStatus.QUEUED.value,
                waiting.c.place_kept.is_(False),
                waiting.c.priority.not_in(always),
            )
        )
        return [OpenPlace(*row) for row in connection.execute(query)]

    return await desk.reader.read(read)


async def count_down(desk: Desk, handoff_ids: Sequence[str]) -> None:
    """These places end once nobody has come back for as long as the policy says."""
    for at in range(0, len(handoff_ids), BATCH):
        chunk = handoff_ids[at : at + BATCH]
        await desk.writer.change(partial(_count_down, desk, chunk))


async def come_back(desk: Desk, conversation_id: str) -> None:
    """The customer is here again: their place is kept as if they had never left."""

    def keep(unit: Unit) -> None:
        conversation = unit.conversation(conversation_id)
        if conversation is not None and conversation.handoff_id is not None:
            timers.cancel(unit, Subject("handoff", conversation.handoff_id), KEEP_PLACE)

    await desk.writer.change(keep, conversation_id=conversation_id)


async def is_counting(desk: Desk, conversation_id: str) -> bool:
    """Whether the conversation's place ends unless the customer comes back."""

    def read(connection: Connection) -> bool:
        found = connection.scalar(
            select(started.c.timer_id).where(
                started.c.conversation_id == conversation_id,
                started.c.kind == KEEP_PLACE,
                started.c.state == TimerState.WAITING.value,
            )
        )
        return found is not None

    return await desk.reader.read(read)


def give_up(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The conversation, if it still waits, has ended as abandoned."""
    handoff = handoffs.read(unit.sql(), timer.subject.id)
    if handoff is None or handoff.status != HandoffStatus.QUEUED.value:
        return
    conversation = unit.conversation(handoff.conversation_id)
    if conversation is None or conversation.status is not Status.QUEUED:
        return
    handoff_id, minutes = handoff.handoff_id, desk.policies.routing.keep_place_minutes
    offers.withdraw(unit, handoff_id)
    conversation.close()
    data = {"handoff_id": handoff_id}
    unit.append(conversation, EventType.HANDOFF_ABANDONED, SYSTEM, data)
    say_as_system(desk, unit, conversation, "place_given_up", minutes=minutes)
    handoffs.end(
        unit.sql(),
        handoff_id,
        status=HandoffStatus.ABANDONED,
        outcome=None,
        note="",
        now=unit.now,
    )
    timers.cancel(unit, Subject("handoff", handoff_id))
    records.note_action(
        unit.sql(),
        None,
        "handoff.abandon",
        object_kind="handoff",
        object_id=handoff_id,
        at=unit.now,
    )
    outbox.announce(
        desk,
        unit,
        kind="handoff.abandoned",
        key=f"handoff.abandoned:{handoff_id}",
        payload={"conversation_id": conversation.conversation_id, **data},
    )


def _count_down(desk: Desk, handoff_ids: Collection[str], unit: Unit) -> None:
    due_at = unit.now + timedelta(minutes=desk.policies.routing.keep_place_minutes)
    for handoff_id in handoff_ids:
        handoff = handoffs.read(unit.sql(), handoff_id)
        if handoff is None or handoff.status != HandoffStatus.QUEUED.value:
            continue
        timers.start(
            unit,
            Subject("handoff", handoff_id),
            KEEP_PLACE,
            due_at=due_at,
            conversation_id=handoff.conversation_id,
        )

"""Which conversations' clocks must be looked at, and keeping them one by one."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import AuthorKind, Committed, EventType, Visibility
from handoff.domain.notice import ClocksMoved
from handoff.errors import InternalError
from handoff.services.clock_views import view_clocks
from handoff.services.clocks import catch_up
from handoff.storage import ledgers
from handoff.storage.unit import Unit

AT_ONCE: Final = 4
"""Conversations followed in one commit."""
_MOVING: Final = frozenset(
    {
        EventType.HANDOFF_QUEUED,
        EventType.HANDOFF_ACCEPTED,
        EventType.HANDOFF_RETURNED,
        EventType.HANDOFF_RESOLVED,
        EventType.HANDOFF_ABANDONED,
        EventType.HANDOFF_RANKED,
    }
)
_SPEAKING: Final = (AuthorKind.CUSTOMER, AuthorKind.AGENT)

log = structlog.get_logger(__name__)


def moves_clocks(committed: Committed) -> bool:
    """Whether the event may move a clock; words do while a person is in charge."""
    event = committed.event
    if event.type is EventType.MESSAGE_CREATED:
        return (
            committed.status == Status.ASSIGNED.value
            and event.visibility is Visibility.PUBLIC
            and event.author.kind in _SPEAKING
        )
    return event.type in _MOVING


async def behind(desk: Desk) -> list[str]:
    """The conversations whose log may have gone on since their clocks were kept."""

    def find(connection: Connection) -> list[str]:
        since = ledgers.read_position(connection)
        return ledgers.moved_since(connection, since, _MOVING)

    return await desk.reader.read(find)


async def keep_clocks(
    desk: Desk, conversation_ids: Sequence[str], *, position: int | None
) -> None:
    """The clocks of these conversations are what their logs make them.

    Each is kept in work of its own, a few of which share a commit: messages wait for no
    more than these, and one whose clocks break harms no other.

    Args:
        desk: its timeline of policies decides.
        conversation_ids: any number.
        position: where the log of the desk is followed to with that; None keeps it.

    Raises:
        Unavailable: the database cannot commit; some may have been kept.
    """
    for first in range(0, len(conversation_ids), AT_ONCE):
        some = conversation_ids[first : first + AT_ONCE]
        await asyncio.gather(*(_keep_one(desk, one) for one in some))
    if position is not None:
        await desk.writer.change(
            lambda unit: ledgers.keep_position(unit.sql(), position)
        )


async def _keep_one(desk: Desk, conversation_id: str) -> None:
    try:
        notice = await desk.writer.change(
            partial(_keep, desk, conversation_id), conversation_id=conversation_id
        )
    except InternalError as error:
        log.error("clocks.failed", conversation_id=conversation_id, exc_info=error)
    else:
        desk.tell(notice)


def _keep(desk: Desk, conversation_id: str, unit: Unit) -> ClocksMoved:
    ledger = catch_up(desk, unit, conversation_id)
    held = unit.conversation(conversation_id)
    return ClocksMoved(
        conversation_id,
        None if held is None else held.team_id,
        None if held is None else held.owner_id,
        view_clocks(desk, ledger.clocks),
    )

"""Which conversations' clocks must be looked at, and doing so in one transaction."""

from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import AuthorKind, Committed, EventType, Visibility
from handoff.domain.notice import ClocksMoved
from handoff.errors import FirstlineError
from handoff.services.clock_views import view_clocks
from handoff.services.clocks import catch_up
from handoff.storage import ledgers
from handoff.storage.unit import Unit

BATCH: Final = 8
"""Conversations followed in one transaction: messages wait for it some milliseconds."""
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

    Args:
        desk: its timeline of policies decides.
        conversation_ids: at most BATCH.
        position: where the log of the desk is followed to with that; None keeps it.

    Raises:
        Unavailable: the database cannot commit; nothing was changed.
    """

    def keep(unit: Unit) -> list[ClocksMoved]:
        moved = [_keep(desk, unit, one) for one in conversation_ids]
        if position is not None:
            ledgers.keep_position(unit.sql(), position)
        return [notice for notice in moved if notice is not None]

    for notice in await desk.writer.change(keep):
        desk.tell(notice)


def _keep(desk: Desk, unit: Unit, conversation_id: str) -> ClocksMoved | None:
    """What to tell of it; None when it failed, which harms no other."""
    mark = unit.mark()
    savepoint = unit.sql().begin_nested()
    try:
        ledger = catch_up(desk, unit, conversation_id)
        savepoint.commit()
    except FirstlineError:
        savepoint.rollback()
        unit.forget(mark)
        raise
    except Exception:
        savepoint.rollback()
        unit.forget(mark)
        log.exception("clocks.failed", conversation_id=conversation_id)
        return None
    held = unit.conversation(conversation_id)
    return ClocksMoved(
        conversation_id,
        None if held is None else held.team_id,
        None if held is None else held.owner_id,
        view_clocks(desk, ledger.clocks),
    )

"""The promise that a waiting customer hears how it stands; a timer keeps it."""

from datetime import timedelta
from typing import Final

from handoff.desk import Desk
from handoff.domain.timer import Subject
from handoff.services import timers
from handoff.storage.unit import Unit

STATUS_UPDATE: Final = "status_update"


def promise_update(
    desk: Desk, unit: Unit, conversation_id: str, handoff_id: str
) -> None:
    """The customer hears how it stands after the policy's hours without a word."""
    timers.start(
        unit,
        Subject("handoff", handoff_id),
        STATUS_UPDATE,
        due_at=unit.now + patience(desk),
        conversation_id=conversation_id,
    )


def patience(desk: Desk) -> timedelta:
    """How long a customer may go without a word from us."""
    return timedelta(hours=desk.policies.cases.follow_up.status_update_hours)

"""What the desk does when an answer is overdue."""

from typing import Final

from handoff.desk import Desk
from handoff.domain.timer import Timer
from handoff.storage import records
from handoff.storage.unit import Unit

FIRST_RESPONSE: Final = "first_response"


def first_response_missed(_desk: Desk, unit: Unit, timer: Timer) -> None:
    """The audit log says that nobody answered in time."""
    records.note_action(
        unit.sql(),
        None,
        "clock.breached",
        object_kind=timer.subject.kind,
        object_id=timer.subject.id,
        at=unit.now,
        details={"kind": timer.kind},
    )

"""Places that last: a customer who chose another door need keep no page open."""

from typing import Final

from handoff.domain.timer import Subject
from handoff.services import timers
from handoff.storage import handoffs
from handoff.storage.unit import Unit

KEEP_PLACE: Final = "keep_place"
"""Kind of the timer that ends a place (services/timer_effects.py)."""


def keep_for_good(unit: Unit, handoff_id: str) -> None:
    """The place never ends for want of a page: the customer chose another door."""
    handoffs.change(unit.sql(), handoff_id, place_kept=True)
    timers.cancel(unit, Subject("handoff", handoff_id), KEEP_PLACE)

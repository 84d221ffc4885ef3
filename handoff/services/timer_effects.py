"""What happens when a timer's moment comes: one line for each kind of timer."""

from collections.abc import Callable
from typing import Final

from handoff.desk import Desk
from handoff.domain.timer import Timer
from handoff.services.clock_steps import take_step
from handoff.services.clocks import CLOCK
from handoff.services.door_promises import CALL, PROMISE
from handoff.services.door_timers import call_due, promise_due
from handoff.services.follow_ups import CHECK_IN, EXPIRY, ask_when_due, close_when_over
from handoff.services.kept_places import KEEP_PLACE
from handoff.services.moves import AGE, WIDEN, age, widen
from handoff.services.offers import OFFER, expire
from handoff.services.places import give_up
from handoff.services.status_promises import STATUS_UPDATE
from handoff.services.status_updates import say_status
from handoff.storage.unit import Unit

Effect = Callable[[Desk, Unit, Timer], None]
"""Applied in the transaction that marks the timer as fired.

It changes nothing but through the unit, for it may be rolled back and tried again.
"""

FIRED: Final[dict[str, Effect]] = {
    CLOCK: take_step,
    CALL: call_due,
    PROMISE: promise_due,
    AGE: age,
    WIDEN: widen,
    OFFER: expire,
    KEEP_PLACE: give_up,
    CHECK_IN: ask_when_due,
    EXPIRY: close_when_over,
    STATUS_UPDATE: say_status,
}

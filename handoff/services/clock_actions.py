"""What a clock's step does (data/policies/sla.yml): one line for each action."""

from collections.abc import Callable
from typing import Final, NamedTuple

from handoff.desk import Desk
from handoff.domain.clock import Clock, ClockStep
from handoff.domain.conversation import Conversation, Status
from handoff.domain.ledger import Why
from handoff.domain.service_levels import Action
from handoff.services.alerts import raise_alert
from handoff.services.climbing import climb, take_back
from handoff.services.clock_views import clock_name
from handoff.services.moves import set_priority
from handoff.storage import handoffs
from handoff.storage.unit import Unit


class Overdue(NamedTuple):
    """The clock, the step that it has come to, and the event that says so."""

    clock: Clock
    step: ClockStep
    seq: int


Act = Callable[[Desk, Unit, Conversation, Overdue], None]
"""Carried out in the transaction that takes the step; it may be rolled back."""


def _warn(
    _desk: Desk, _unit: Unit, _conversation: Conversation, _overdue: Overdue
) -> None:
    """The event itself is the warning: whoever sees the conversation sees it."""


def _raise_priority(
    desk: Desk, unit: Unit, conversation: Conversation, _overdue: Overdue
) -> None:
    """A handoff that waits, or that somebody has, stands one priority higher."""
    if conversation.handoff_id is None or conversation.status is Status.CLOSED:
        return
    handoff = handoffs.read(unit.sql(), conversation.handoff_id)
    if handoff is None or handoff.priority == desk.policies.priorities[0]:
        return
    priorities = desk.policies.priorities
    higher = priorities[priorities.index(handoff.priority) - 1]
    set_priority(desk, unit, handoff, higher, Why.BREACH)


def _alert(
    desk: Desk, unit: Unit, conversation: Conversation, overdue: Overdue
) -> None:
    """The people whom the service levels name are alerted."""
    raise_alert(
        desk,
        unit,
        conversation,
        desk.policies.time.rules.levels.alert,
        {
            "handoff_id": conversation.handoff_id,
            "signal": None,
            "clock": overdue.clock.kind,
            "priority": overdue.clock.priority,
            "message_seq": None,
        },
    )


def _climb(
    desk: Desk, unit: Unit, conversation: Conversation, overdue: Overdue
) -> None:
    """It waits for the tier above, if somebody stands there."""
    climb(desk, unit, conversation, reason=_reason(desk, overdue))


def _reassign(
    desk: Desk, unit: Unit, conversation: Conversation, overdue: Overdue
) -> None:
    """It waits for somebody else than the agent who had it."""
    take_back(desk, unit, conversation, reason=_reason(desk, overdue))


def _reason(desk: Desk, overdue: Overdue) -> str:
    name = clock_name(desk, overdue.clock)
    return desk.words.phrase("clock.overdue", name=name)


ACTIONS: Final[dict[Action, Act]] = {
    Action.WARN: _warn,
    Action.RAISE_PRIORITY: _raise_priority,
    Action.ALERT: _alert,
    Action.CLIMB: _climb,
    Action.REASSIGN: _reassign,
}

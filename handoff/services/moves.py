"""Moves within a queue: a new priority, ageing by a step, widening by a step.

The place is stored; it changes here and nowhere else, inside a transaction.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row

from handoff.desk import Desk
from handoff.domain.event import SYSTEM, EventType, Visibility
from handoff.domain.handoff import HandoffStatus
from handoff.domain.ledger import Why
from handoff.domain.ranking import next_step_at, rank_of
from handoff.domain.routing import Route
from handoff.domain.timer import Subject, Timer
from handoff.services import timers
from handoff.storage import handoffs
from handoff.storage.unit import Unit

AGE: Final = "age"
WIDEN: Final = "widen"
"""Kinds of timers (services/timer_effects.py)."""

Handoff = Row[*tuple[Any, ...]]


def set_priority(
    desk: Desk,
    unit: Unit,
    handoff: Handoff,
    priority: str,
    why: Why,
    *,
    route: Route | None = None,
) -> None:
    """The handoff has that priority, and the place it gives; its ageing counts on.

    The log says so, for the clocks follow it: a route brings other promised times with
    it, a breach leaves them as they were.
    """
    routing = desk.policies.routing
    priorities = desk.policies.priorities
    handoffs.change(
        unit.sql(),
        handoff.handoff_id,
        priority=priority,
        rank=rank_of(priority, handoff.aged, routing.ageing, priorities),
        due_at=handoff.due_at if route is None else route.due_at,
    )
    _log(
        unit,
        handoff,
        EventType.HANDOFF_RANKED,
        {
            "priority": priority,
            "before": handoff.priority,
            "protocols": [] if route is None else route.protocols,
            "why": why.value,
        },
    )


def start_ageing(desk: Desk, unit: Unit, handoff_id: str) -> None:
    """The handoff that waits from now on ages and widens when the policy says so."""
    handoff = handoffs.read(unit.sql(), handoff_id)
    if handoff is not None:
        _await_ageing(desk, unit, handoff, aged=handoff.aged)
        _await_widening(desk, unit, handoff, widened=handoff.widened)


def age(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The handoff, if it still waits, has moved up by one step."""
    handoff = _waiting(unit, timer)
    if handoff is None:
        return
    policies = desk.policies
    aged = handoff.aged + 1
    ageing = policies.routing.ageing
    rank = rank_of(handoff.priority, aged, ageing, policies.priorities)
    handoffs.change(unit.sql(), handoff.handoff_id, aged=aged, rank=rank)
    _tell(unit, handoff, cause=AGE, step=aged)
    _await_ageing(desk, unit, handoff, aged=aged)


def widen(desk: Desk, unit: Unit, timer: Timer) -> None:
    """More people may be asked to take the handoff, if it still waits."""
    handoff = _waiting(unit, timer)
    if handoff is None:
        return
    widened = handoff.widened + 1
    handoffs.change(unit.sql(), handoff.handoff_id, widened=widened)
    _tell(unit, handoff, cause=WIDEN, step=widened)
    _await_widening(desk, unit, handoff, widened=widened)


def _await_ageing(desk: Desk, unit: Unit, handoff: Handoff, *, aged: int) -> None:
    policies = desk.policies
    due_at = next_step_at(
        handoff.queued_at,
        handoff.priority,
        aged,
        policies.routing.ageing,
        policies.priorities,
    )
    if due_at is not None:
        _start(unit, handoff, AGE, due_at)


def _await_widening(desk: Desk, unit: Unit, handoff: Handoff, *, widened: int) -> None:
    steps = desk.policies.routing.widening
    if widened < len(steps):
        after = timedelta(minutes=steps[widened].after_minutes)
        _start(unit, handoff, WIDEN, handoff.queued_at + after)


def _start(unit: Unit, handoff: Handoff, kind: str, due_at: datetime) -> None:
    timers.start(
        unit,
        Subject("handoff", handoff.handoff_id),
        kind,
        due_at=due_at,
        conversation_id=handoff.conversation_id,
    )


def _waiting(unit: Unit, timer: Timer) -> Handoff | None:
    handoff = handoffs.read(unit.sql(), timer.subject.id)
    if handoff is None or handoff.status != HandoffStatus.QUEUED.value:
        return None
    return handoff


def _tell(unit: Unit, handoff: Handoff, *, cause: str, step: int) -> None:
    _log(unit, handoff, EventType.HANDOFF_MOVED, {"cause": cause, "step": step})


def _log(unit: Unit, handoff: Handoff, type: EventType, data: dict[str, Any]) -> None:
    conversation = unit.conversation(handoff.conversation_id)
    if conversation is None:
        return
    unit.append(
        conversation,
        type,
        SYSTEM,
        {"handoff_id": handoff.handoff_id, **data},
        visibility=Visibility.INTERNAL,
    )

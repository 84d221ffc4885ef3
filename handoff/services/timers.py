"""Starting and ending timers inside a transaction.

What a timer does when its moment comes is registered in services/timer_effects.py.
"""

from datetime import datetime
from typing import Any

from handoff.domain.timer import Subject, TimerState
from handoff.storage import timers
from handoff.storage.timers import NewTimer
from handoff.storage.unit import Unit


def start(
    unit: Unit,
    subject: Subject,
    kind: str,
    *,
    due_at: datetime,
    conversation_id: str | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """The timer waits; one of the same subject and kind that still did is cancelled.

    Args:
        unit: the transaction; nothing happens unless it commits.
        subject: what the timer is about: a handoff, a follow-up, a call-back.
        kind: a name that FIRED in services/timer_effects.py knows.
        due_at: its effect is applied once at that moment or soon after, never before.
        conversation_id: the conversation that it belongs to, if any.
        data: what the effect must know beside the subject, in plain JSON.
    """
    cancel(unit, subject, kind)
    timers.add(unit.sql(), NewTimer(subject, kind, due_at, conversation_id, data or {}))


def meet(unit: Unit, subject: Subject, kind: str | None = None) -> None:
    """What the timers waited for was done in time; None means of every kind."""
    timers.settle(unit.sql(), subject, kind, state=TimerState.MET, now=unit.now)


def cancel(unit: Unit, subject: Subject, kind: str | None = None) -> None:
    """The timers are no longer wanted; None means of every kind."""
    timers.settle(unit.sql(), subject, kind, state=TimerState.CANCELLED, now=unit.now)

"""A timer: something that shall happen once, at a moment, to a subject."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class TimerState(StrEnum):
    """What became of a timer: `met` in time, `cancelled`, or `fired`.

    A timer whose effect keeps failing is `dead`: nobody tries it again, the doctor
    names it.
    """

    WAITING = "waiting"
    MET = "met"
    CANCELLED = "cancelled"
    FIRED = "fired"
    DEAD = "dead"


class Subject(NamedTuple):
    """What a timer is about, such as a handoff: its kind and its id."""

    kind: str
    id: str


class Timer(NamedTuple):
    """One timer; `generation` counts the timers of one subject and kind from 1."""

    timer_id: int
    subject: Subject
    kind: str
    generation: int
    conversation_id: str | None
    due_at: datetime
    attempts: int
    data: dict[str, Any]

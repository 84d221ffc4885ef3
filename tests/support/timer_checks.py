"""I8: every timer that is due has exactly one effect, and none before its moment."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Due:
    """One stored timer of a clock, with the moment at which the database was read."""

    conversation: str
    subject: str
    due_at: str
    state: str
    read_at: str


def steps_of(log: list[Any]) -> Iterator[tuple[str, str, Any]]:
    """The steps that a log holds: the subject of their timers, the step, the row."""
    for row in log:
        if row.type in ("clock.warned", "clock.breached"):
            data: Mapping[str, Any] = row.data
            subject = f"{row.conversation}:{data['kind']}:{data['number']}"
            yield subject, str(data["step"]), row


def faults_of_timers(
    timers: list[Due], logs: Mapping[str, list[Any]]
) -> Iterator[tuple[str, str]]:
    """The conversations in which a timer was lost, doubled or early, and how."""
    fired: dict[str, list[str]] = {}
    for timer in timers:
        if timer.state == "waiting" and timer.due_at <= timer.read_at:
            yield timer.conversation, f"{timer.subject} was due and never fired"
        if timer.state == "fired":
            fired.setdefault(timer.subject, []).append(timer.due_at)
    for conversation, log in logs.items():
        taken = Counter((subject, step) for subject, step, _ in steps_of(log))
        for (subject, step), times in taken.items():
            if times > 1:
                yield conversation, f"step {step} of {subject} came {times} times"
        for subject, _, row in steps_of(log):
            due = fired.get(subject, [])
            if not any(moment <= row.at for moment in due):
                yield conversation, f"{subject} took a step before its moment"

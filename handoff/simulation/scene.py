"""What a run is made of: those who wait, those who answer, and the plan of events."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from handoff.domain.clock import Clock
from handoff.domain.offers import Demand, Worker
from handoff.domain.ranking import Rank
from handoff.domain.views import Wait

START: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""A Monday morning; every run begins here."""


@dataclass(slots=True, kw_only=True)
class Case:
    """One customer who needs a person, from the queueing to the end."""

    number: int
    priority: str
    first_priority: str
    queued_at: datetime
    place: Rank
    ahead: int
    wait: Wait
    clock: Clock
    aged: int = 0
    widened: int = 0
    passed: dict[str, datetime] = field(default_factory=dict)
    asked: str | None = None
    accepted_at: datetime | None = None
    said_at: datetime | None = None

    def demand(self, team_id: str, now: datetime) -> Demand:
        """What whoever takes it must have."""
        return Demand(
            handoff_id=str(self.number),
            team_id=team_id,
            priority=self.priority,
            widened=self.widened,
            passed=frozenset(who for who, until in self.passed.items() if until > now),
        )


@dataclass(slots=True, kw_only=True)
class Agent:
    """Somebody online with no skill named, who has what they hold and are asked."""

    person_id: str
    capacity: int
    idle_since: datetime = START
    held: dict[int, str] = field(default_factory=dict)
    offered: dict[int, str] = field(default_factory=dict)
    handled: int = 0
    busy: timedelta = timedelta(0)

    def worker(self, team_id: str) -> Worker:
        """The agent as the rules of offering see them."""
        return Worker(
            person_id=self.person_id,
            name=self.person_id,
            team_ids=frozenset({team_id}),
            capacity=self.capacity,
            idle_since=self.idle_since,
            skills={},
            languages=frozenset(),
            held=tuple(self.held.values()),
            offered=tuple(self.offered.values()),
        )


class Agenda:
    """What will happen, in order; the clock stands at what happens now."""

    def __init__(self) -> None:
        self.now = START
        self._counter = itertools.count()
        self._events: list[tuple[datetime, int, Callable[[], None]]] = []

    def at(self, moment: datetime, happens: Callable[[], None]) -> None:
        """It happens then, after what was planned for that moment before."""
        heapq.heappush(self._events, (moment, next(self._counter), happens))

    def after(self, seconds: float, happens: Callable[[], None]) -> None:
        """It happens so many seconds from now, to the millisecond."""
        self.at(self.now + timedelta(milliseconds=round(seconds * 1000)), happens)

    def run(self, until: datetime) -> None:
        """Everything planned up to that moment has happened."""
        while self._events and self._events[0][0] <= until:
            self.now, _, happens = heapq.heappop(self._events)
            happens()
        self.now = until

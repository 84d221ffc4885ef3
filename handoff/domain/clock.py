"""One clock: how much of a promised time is used, and when it will be over.

Nothing here asks what time it is: every answer follows from the moments handed in.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from handoff.domain.calendar import Calendar
from handoff.domain.clock_packs import Deadline
from handoff.domain.service_levels import Action, Level, Target
from handoff.domain.time_policy import TimePolicy

MILLISECOND: Final = timedelta(milliseconds=1)
_NOTHING: Final = timedelta(0)
# Asked for every clock at every word: quicker than calling the enumeration.
_LEVELS: Final = {level.value: level for level in Level}


class ClockState(StrEnum):
    """Whether the clock runs, and if not, why."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


class Hold(StrEnum):
    """Whose move it is while a clock is paused."""

    CUSTOMER = "customer"
    BOT = "bot"


class ClockStep(NamedTuple):
    """What happens to a clock next, and when."""

    number: int
    at: datetime
    breach: bool
    do: tuple[Action, ...]


class Clock(msgspec.Struct):
    """One promised time of one conversation; `number` counts those of a kind from 1.

    `kind` is a service level, or `<pack>.<deadline>` for a regulator's deadline, which
    nothing pauses. `policy_at` names the policy in force at the start, whose calendar
    and steps hold to the end. `used_ms` is the working time used up to `since`, or in
    all while it does not run. `due_at` is None while a pause keeps it open. `steps`
    counts those that have been taken. Priority and team are those it last had.
    """

    kind: str
    number: int
    state: ClockState
    started_at: datetime
    policy_at: datetime
    calendar: str
    target_ms: int
    since: datetime | None
    due_at: datetime | None
    used_ms: int = 0
    paused_at: datetime | None = None
    paused_ms: int = 0
    hold: Hold | None = None
    ended_at: datetime | None = None
    breached_at: datetime | None = None
    steps: int = 0
    priority: str | None = None
    team_id: str | None = None

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.state in (ClockState.RUNNING, ClockState.PAUSED)

    @property
    def level(self) -> Level | None:
        """The service level; None for a regulator's deadline."""
        return _LEVELS.get(self.kind)

    def pause(self, at: datetime, hold: Hold, policy: TimePolicy) -> None:
        """A running clock stands still: the next move is not the company's."""
        if self.state is not ClockState.RUNNING or self.level is None:
            return
        self._use_up(at, policy)
        self.state, self.paused_at, self.hold = ClockState.PAUSED, at, hold
        self.since = None
        if self.breached_at is None:
            self.due_at = None

    def resume(self, at: datetime, policy: TimePolicy) -> None:
        """A paused clock goes on with the time that it has left."""
        if self.paused_at is None:
            return
        self.paused_ms += (at - self.paused_at) // MILLISECOND
        self.state, self.paused_at, self.hold = ClockState.RUNNING, None, None
        self.since = at
        self._find_due(policy)

    def retarget(self, target: Target, policy: TimePolicy) -> None:
        """Another time is promised from the start; what is used stays used."""
        if not self.open or self.breached_at is not None:
            return
        self.target_ms = target.working // MILLISECOND
        if self.since is not None:
            self._find_due(policy)

    def end(self, at: datetime, state: ClockState, policy: TimePolicy) -> None:
        """The clock has ended; one that ends after its time is breached."""
        if not self.open:
            return
        if self.paused_at is not None:
            self.paused_ms += (at - self.paused_at) // MILLISECOND
        elif self.level is not None:
            self._use_up(at, policy)
        elif self.due_at is not None and at > self.due_at:
            self.breached_at = self.due_at
        self.state, self.ended_at = state, at
        self.since, self.paused_at, self.hold = None, None, None

    def take_step(self, number: int, *, breach: bool) -> None:
        """The step was taken; the next one comes after it."""
        self.steps = max(self.steps, number + 1)
        if breach and self.breached_at is None:
            self.breached_at = self.due_at

    def next_step(self, policy: TimePolicy) -> ClockStep | None:
        """What comes next while the clock runs; None when nothing does."""
        if self.state is not ClockState.RUNNING or self.since is None:
            return None
        if self.level is None:
            return self._next_reminder(policy)
        steps = policy.rules.levels.steps[self.level]
        if self.steps >= len(steps):
            return None
        step = steps[self.steps]
        due = self._moment(self.target_ms * step.percent // 100, policy)
        return ClockStep(self.steps, due, step.percent >= 100, tuple(step.do))

    def remaining(self, now: datetime, policy: TimePolicy) -> timedelta:
        """The working time left; below nothing once it is over."""
        used = timedelta(milliseconds=self.used_ms)
        if self.since is not None:
            used += policy.calendars[self.calendar].between(self.since, now)
        return timedelta(milliseconds=self.target_ms) - used

    def _next_reminder(self, policy: TimePolicy) -> ClockStep | None:
        pack, _, name = self.kind.partition(".")
        found = policy.rules.clocks.packs[pack].deadlines
        deadline = next(one for one in found if one.id == name)
        calendar = policy.calendars[self.calendar]
        remind_at = deadline.remind_at(self.started_at, calendar)
        if self.steps == 0 and remind_at is not None:
            return ClockStep(0, remind_at, False, (Action.WARN,))
        if self.steps <= 1 and self.due_at is not None:
            return ClockStep(1, self.due_at, True, (Action.ALERT,))
        return None

    def _use_up(self, at: datetime, policy: TimePolicy) -> None:
        if self.since is None:
            return
        used = policy.calendars[self.calendar].between(self.since, at)
        self.used_ms += used // MILLISECOND
        if self.used_ms > self.target_ms and self.breached_at is None:
            self.breached_at = self.due_at

    def _find_due(self, policy: TimePolicy) -> None:
        if self.breached_at is None:
            self.due_at = self._moment(self.target_ms, policy)

    def _moment(self, used_ms: int, policy: TimePolicy) -> datetime:
        """When so much will be used, if nothing pauses the clock again."""
        since = self.since or self.started_at
        left = max((used_ms - self.used_ms) * MILLISECOND, _NOTHING)
        return policy.calendars[self.calendar].add(since, left)


def start_level(
    level: Level, number: int, at: datetime, target: Target, policy: TimePolicy
) -> Clock:
    """A service level's clock that runs from now on."""
    calendar: Calendar = policy.calendars[target.calendar]
    return Clock(
        kind=level.value,
        number=number,
        state=ClockState.RUNNING,
        started_at=at,
        policy_at=at,
        calendar=target.calendar,
        target_ms=target.working // MILLISECOND,
        since=at,
        due_at=calendar.add(at, target.working),
    )


def start_deadline(
    pack: str, deadline: Deadline, *, start: datetime, at: datetime, policy: TimePolicy
) -> Clock:
    """A regulator's clock that has run since `start`, under the policy of `at`."""
    name = policy.rules.clocks.packs[pack].calendar
    due_at = deadline.due(start, policy.calendars[name])
    return Clock(
        kind=f"{pack}.{deadline.id}",
        number=1,
        state=ClockState.RUNNING,
        started_at=start,
        policy_at=at,
        calendar=name,
        target_ms=(due_at - start) // MILLISECOND,
        since=start,
        due_at=due_at,
    )

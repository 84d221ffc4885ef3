"""A conversation's clocks: a pure function of its log and of the policies in force.

Followed event by event as they come, or once more from the first to the last, the
ledger is the same to the millisecond.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from handoff.domain.clock import (
    Clock,
    ClockState,
    Hold,
    start_deadline,
    start_level,
)
from handoff.domain.clock_packs import MetBy
from handoff.domain.event import AuthorKind, Event, EventType, Visibility
from handoff.domain.service_levels import Level, Waiting
from handoff.domain.time_policy import Timeline, TimePolicy

_NO_COMPLAINT: Final = "none"


class Why(StrEnum):
    """What changed a priority; after a breach the promised times stay as they are."""

    RATING = "rating"
    JUDGEMENT = "judgement"
    BREACH = "breach"


class Ledger(msgspec.Struct):
    """The clocks of one conversation, and what must be known to follow it further.

    `seq` is the last event followed; `complaint_at` the first expression of
    dissatisfaction; `agent` whether a person has the conversation; `numbers` how many
    clocks of each kind there were. Clocks that have ended may be left out.
    """

    seq: int = 0
    priority: str | None = None
    team_id: str | None = None
    protocols: list[str] = []
    agent: bool = False
    complaint_at: datetime | None = None
    numbers: dict[str, int] = {}
    clocks: list[Clock] = []
    ended: list[Clock] = []

    def running(self, *levels: Level) -> Iterator[Clock]:
        """The open clocks of these levels."""
        return (one for one in self.clocks if one.level in levels)

    def add(self, clock: Clock) -> None:
        """The clock is one of the conversation's."""
        clock.priority, clock.team_id = self.priority, self.team_id
        self.numbers[clock.kind] = clock.number
        self.clocks.append(clock)


def follow(
    ledger: Ledger,
    events: Iterable[Event],
    timeline: Timeline,
    said_at: Callable[[int], datetime],
) -> None:
    """The ledger holds what the events did to the clocks, in their order.

    Args:
        ledger: as it was before the events; those it has followed are passed over.
        events: the conversation's log, in order of seq.
        timeline: the policies, by the moment from which they held.
        said_at: when the message of a seq was sent.
    """
    for event in events:
        if event.seq <= ledger.seq:
            continue
        ledger.seq = event.seq
        move = _MOVES.get(event.type)
        if move is not None:
            move(_Page(ledger, timeline, said_at), event)


class _Page:
    """One event's view of the ledger."""

    def __init__(
        self, ledger: Ledger, timeline: Timeline, said_at: Callable[[int], datetime]
    ) -> None:
        self.ledger = ledger
        self.timeline = timeline
        self.said_at = said_at

    def policy_of(self, clock: Clock) -> TimePolicy:
        """The policy that held when the clock was started."""
        return self.timeline.at(clock.policy_at)

    def start(self, level: Level, at: datetime) -> None:
        """The level's clock runs, unless one does or no priority is known."""
        ledger = self.ledger
        if ledger.priority is None or any(ledger.running(level)):
            return
        policy = self.timeline.at(at)
        target = policy.target(level, ledger.priority, ledger.team_id, ledger.protocols)
        number = ledger.numbers.get(level.value, 0) + 1
        ledger.add(start_level(level, number, at, target, policy))

    def end(self, clocks: Iterable[Clock], at: datetime, state: ClockState) -> None:
        """The clocks have ended."""
        for clock in list(clocks):
            clock.end(at, state, self.policy_of(clock))
            self.ledger.clocks.remove(clock)
            self.ledger.ended.append(clock)

    def deadlines(self, met_by: MetBy | None = None) -> Iterator[Clock]:
        """The open clocks of regulators, or those that wait for this."""
        for clock in self.ledger.clocks:
            if clock.level is None:
                pack, _, name = clock.kind.partition(".")
                known = self.policy_of(clock).rules.clocks.packs[pack].deadlines
                found = next(one for one in known if one.id == name)
                if met_by in (None, found.met_by):
                    yield clock


def _queued(page: _Page, event: Event) -> None:
    ledger, data = page.ledger, event.data
    ledger.agent = False
    ledger.priority = data["priority"]
    ledger.team_id = data["team"]["id"]
    ledger.protocols = list(data.get("protocols", ()))
    page.start(Level.FIRST_RESPONSE, event.at)
    for clock in ledger.running(Level.RESOLUTION):
        clock.resume(event.at, page.policy_of(clock))
    page.start(Level.RESOLUTION, event.at)
    _start_deadlines(page, event)


def _start_deadlines(page: _Page, event: Event) -> None:
    policy = page.timeline.at(event.at)
    start = page.ledger.complaint_at or event.at
    for pack in event.data.get("clocks", ()):
        rules = policy.rules.clocks.packs.get(pack)
        for one in rules.deadlines if rules else ():
            if f"{pack}.{one.id}" not in page.ledger.numbers:
                page.ledger.add(
                    start_deadline(pack, one, start=start, at=event.at, policy=policy)
                )


def _accepted(page: _Page, _event: Event) -> None:
    page.ledger.agent = True


def _said(page: _Page, event: Event) -> None:
    if event.visibility is not Visibility.PUBLIC:
        return
    if event.author.kind is AuthorKind.AGENT:
        _agent_said(page, event)
    elif event.author.kind is AuthorKind.CUSTOMER:
        _customer_said(page, event)
    # What the bot and the desk say by themselves moves no clock.


def _agent_said(page: _Page, event: Event) -> None:
    ledger = page.ledger
    answered = ledger.running(Level.FIRST_RESPONSE, Level.NEXT_RESPONSE)
    page.end(answered, event.at, ClockState.MET)
    page.end(page.deadlines(MetBy.RESPONSE), event.at, ClockState.MET)
    levels = page.timeline.at(event.at).rules.levels
    moves = levels.customer_moves_after
    asks = "?" in event.data["text"]
    if moves is Waiting.REPLY or (moves is Waiting.QUESTION and asks):
        for clock in ledger.running(*levels.pauses):
            clock.pause(event.at, Hold.CUSTOMER, page.policy_of(clock))


def _customer_said(page: _Page, event: Event) -> None:
    ledger = page.ledger
    for clock in ledger.clocks:
        if clock.hold is Hold.CUSTOMER:
            clock.resume(event.at, page.policy_of(clock))
    if ledger.agent and not any(ledger.running(Level.FIRST_RESPONSE)):
        page.start(Level.NEXT_RESPONSE, event.at)


def _returned(page: _Page, event: Event) -> None:
    ledger = page.ledger
    ledger.agent = False
    answers = ledger.running(Level.FIRST_RESPONSE, Level.NEXT_RESPONSE)
    page.end(answers, event.at, ClockState.CANCELLED)
    for clock in ledger.running(Level.RESOLUTION):
        clock.pause(event.at, Hold.BOT, page.policy_of(clock))
        # The bot's customers write as well: only the next handoff lets it go on.
        clock.hold = Hold.BOT


def _resolved(page: _Page, event: Event) -> None:
    ledger = page.ledger
    ledger.agent = False
    answers = ledger.running(Level.FIRST_RESPONSE, Level.NEXT_RESPONSE)
    page.end(answers, event.at, ClockState.CANCELLED)
    page.end(ledger.running(Level.RESOLUTION), event.at, ClockState.MET)
    page.end(page.deadlines(), event.at, ClockState.MET)


def _abandoned(page: _Page, event: Event) -> None:
    # A regulator's clock goes on: the complaint still needs its answer.
    page.ledger.agent = False
    page.end(page.ledger.running(*Level), event.at, ClockState.CANCELLED)


def _door_opened(page: _Page, event: Event) -> None:
    # The customer chose another time: what they were promised has a timer of its own.
    page.end(page.ledger.running(Level.FIRST_RESPONSE), event.at, ClockState.CANCELLED)


def _door_changed(page: _Page, event: Event) -> None:
    if event.data["state"] == "due":
        page.start(Level.FIRST_RESPONSE, event.at)


def _ranked(page: _Page, event: Event) -> None:
    ledger = page.ledger
    ledger.priority = event.data["priority"]
    for clock in ledger.running(*Level):
        clock.priority = ledger.priority
    if event.data["why"] == Why.BREACH.value:
        return
    ledger.protocols = list(event.data["protocols"])
    for clock in ledger.running(*Level):
        policy = page.policy_of(clock)
        if (
            clock.level is not None
            and ledger.priority in policy.rules.levels.priorities
        ):
            target = policy.target(
                clock.level, ledger.priority, ledger.team_id, ledger.protocols
            )
            clock.retarget(target, policy)


def _rated(page: _Page, event: Event) -> None:
    rating = event.data.get("conversation_rating") or {}
    complains = rating.get("priority", _NO_COMPLAINT) != _NO_COMPLAINT
    if page.ledger.complaint_at is None and complains:
        page.ledger.complaint_at = page.said_at(event.data["message_seq"])


def _stepped(page: _Page, event: Event) -> None:
    data = event.data
    for clock in page.ledger.clocks:
        if (clock.kind, clock.number) == (data["kind"], data["number"]):
            breach = event.type is EventType.CLOCK_BREACHED
            clock.take_step(data["step"], breach=breach)


_MOVES: Final[dict[EventType, Callable[[_Page, Event], None]]] = {
    EventType.HANDOFF_QUEUED: _queued,
    EventType.HANDOFF_ACCEPTED: _accepted,
    EventType.HANDOFF_RETURNED: _returned,
    EventType.HANDOFF_RESOLVED: _resolved,
    EventType.HANDOFF_ABANDONED: _abandoned,
    EventType.HANDOFF_RANKED: _ranked,
    EventType.DOOR_OPENED: _door_opened,
    EventType.DOOR_CHANGED: _door_changed,
    EventType.MESSAGE_CREATED: _said,
    EventType.RATING_CHANGED: _rated,
    EventType.CLOCK_WARNED: _stepped,
    EventType.CLOCK_BREACHED: _stepped,
}

"""Keeping the clocks: a conversation's log is followed, its ledger and timers kept.

Nobody who writes into a conversation thinks of clocks. What they wrote is followed
shortly after, off the path of the message, and always before a clock's step is taken;
the outcome depends on the log alone, not on when it is read.
"""

from copy import copy
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.clock import Clock
from handoff.domain.event import Event
from handoff.domain.ledger import Ledger, follow
from handoff.domain.time_policy import Timeline
from handoff.domain.timer import Subject
from handoff.errors import InternalError
from handoff.services import timers
from handoff.storage import events, ledgers
from handoff.storage.unit import Unit

CLOCK: Final = "clock"
"""The kind of the timers that wait for a clock's next step, and of their subjects."""
PAGE: Final = 500
"""Events followed at a time."""


def catch_up(desk: Desk, unit: Unit, conversation_id: str) -> Ledger:
    """The conversation's clocks and timers are what its log makes them now."""
    connection = unit.sql()
    ledger = ledgers.read(connection, conversation_id)
    followed = ledger.seq
    held = {(clock.kind, clock.number): copy(clock) for clock in ledger.clocks}
    follow_log(connection, desk.timeline, conversation_id, ledger)
    if ledger.seq == followed:
        return ledger
    ledgers.save(connection, conversation_id, ledger, fresh=followed == 0)
    now = [
        (held.get((clock.kind, clock.number)), clock)
        for clock in (*ledger.ended, *ledger.clocks)
    ]
    ledgers.add_clocks(
        connection, conversation_id, [clock for was, clock in now if was is None]
    )
    for was, clock in now:
        if was is not None and was != clock:
            ledgers.change_clock(connection, conversation_id, clock)
        _keep_timer(unit, desk.timeline, conversation_id, was, clock)
    return ledger


def follow_log(
    connection: Connection, timeline: Timeline, conversation_id: str, ledger: Ledger
) -> None:
    """The ledger has followed the log to its end; nothing is written."""
    while True:
        page = events.read_since(
            connection, conversation_id, since=ledger.seq, limit=PAGE, internal=True
        )
        said_at = partial(_said_at, connection, conversation_id, page)
        follow(ledger, page, timeline, said_at)
        if len(page) < PAGE:
            return


def subject_of(conversation_id: str, clock: Clock) -> Subject:
    """What the clock's timers are about."""
    return Subject(CLOCK, f"{conversation_id}:{clock.kind}:{clock.number}")


def _keep_timer(
    unit: Unit,
    timeline: Timeline,
    conversation_id: str,
    was: Clock | None,
    clock: Clock,
) -> None:
    policy = timeline.at(clock.policy_at)
    before = None if was is None else was.next_step(policy)
    after = clock.next_step(policy)
    if before == after:
        return
    subject = subject_of(conversation_id, clock)
    if after is None:
        timers.cancel(unit, subject, CLOCK)
        return
    timers.start(
        unit,
        subject,
        CLOCK,
        due_at=after.at,
        conversation_id=conversation_id,
        data={"kind": clock.kind, "number": clock.number, "step": after.number},
    )


def _said_at(
    connection: Connection, conversation_id: str, page: list[Event], seq: int
) -> datetime:
    for event in page:
        if event.seq == seq:
            return event.at
    found = events.read_one(connection, conversation_id, seq)
    if found is None:
        raise InternalError(f"a rating names message {seq}, which is not there")
    return found.at

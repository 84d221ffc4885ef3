"""Desks with one promise broken on purpose: the checker must notice each of them."""

import itertools
import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handoff.config import Settings
from handoff.domain import conversation as conversation_module
from handoff.domain import transcript
from handoff.domain.clock import Clock
from handoff.domain.conversation import OwnerKind, Status
from handoff.domain.event import AuthorKind, EventPage
from handoff.services import (
    conversations,
    handoffs,
    messages,
    picture,
    queueing,
    timer_firing,
    turns,
)
from handoff.services.clocks import CLOCK
from handoff.sockets import batch, customer
from handoff.sockets.outbox import Outbox
from handoff.storage import writer
from handoff.storage.unit import Unit

SLOW_DISK = 0.03
"""Seconds that a commit takes longer, so that a kill often falls into one."""


@dataclass(frozen=True)
class Mutant:
    """How the desk is broken, and which invariant must tell."""

    plant: Callable[[], None]
    breaks: str
    killed: bool = False
    """Whether it shows only when the desk is killed."""
    crowd: bool = True
    """Whether a crowd brings it out; else a test of its own does."""


def _drop_index(name: str) -> None:
    settings = Settings.from_env(os.environ)
    with sqlite3.connect(settings.sqlite_path) as db:
        db.execute(f"DROP INDEX {name}")
    db.close()


def acks_before_the_commit() -> None:
    """Whoever sent a message is told that it is stored before it is."""
    apply, committed = writer._apply, Unit.committed

    def early(unit: Unit, job: Any) -> None:
        apply(unit, job)
        job.future.get_loop().call_soon_threadsafe(job.settle)

    def late(unit: Unit) -> Any:
        time.sleep(SLOW_DISK)
        return committed(unit)

    writer._apply = early
    Unit.committed = late  # type: ignore[method-assign] - that is the mutation


def knows_no_cmid_again() -> None:
    """A message that is sent again is stored again."""
    _drop_index("uq_events_cmid")
    Unit.stored = lambda *_: None  # type: ignore[assignment] - that is the mutation


def counts_all_conversations_together() -> None:
    """A seq is the next of the process, not of its conversation."""
    append, counter = Unit.append, itertools.count(1)

    def counted(unit: Unit, conversation: Any, *given: Any, **named: Any) -> Any:
        conversation.last_seq = max(conversation.last_seq, next(counter))
        return append(unit, conversation, *given, **named)

    Unit.append = counted  # type: ignore[method-assign] - that is the mutation


def lets_the_bot_speak_any_time() -> None:
    """The bot's answer counts though the conversation has changed hands."""
    unfinished = turns._unfinished

    def owning(unit: Unit, turn: Any) -> Any:
        held = unfinished(unit, turn)
        return held and (*held[:2], True)

    turns._unfinished = owning


def lets_everybody_accept() -> None:
    """Whoever accepts has it, whether or not somebody else was first."""
    _drop_index("uq_assignments_open")
    moves = conversation_module._MOVES
    moves[Status.ASSIGNED, "assign"] = (Status.ASSIGNED, OwnerKind.AGENT)
    handoffs._takes = lambda *_: True


def lets_everybody_write() -> None:
    """An agent's words count though the conversation is no longer theirs."""
    messages.require_owner = lambda *_: None


def seals_too_early() -> None:
    """The packet ends before the customer's last words."""
    build = queueing.build_packet

    def shorter(source: Any, **given: Any) -> dict[str, Any]:
        packet = build(source, **given)
        said = [m for m in source.messages if m.author.kind is AuthorKind.CUSTOMER]
        kept = [m for m in source.messages if not said or m.seq < said[-1].seq]
        value, count = transcript.chain(kept)
        seq = kept[-1].seq if kept else 0
        packet["transcript"] = {"last_seq": seq, "count": count, "sha256": value}
        return packet

    queueing.build_packet = shorter


def shows_a_transcript_with_a_hole() -> None:
    """The packet that an agent reads lacks one message."""
    read = picture.read_packet

    def holey(*given: Any) -> Any:
        packet = read(*given)
        if packet is not None:
            del packet["transcript"]["messages"][1:2]
        return packet

    picture.read_packet = holey


def resumes_too_late() -> None:
    """Whoever comes back misses the first event that was new to them."""
    _shift_resume(1)


def resumes_too_early() -> None:
    """Whoever comes back is shown again what they saw last."""
    _shift_resume(-1)


def _shift_resume(by: int) -> None:
    page = conversations._page

    def shifted(
        connection: Any, who: Any, held: Any, since: int, limit: int
    ) -> EventPage:
        moved = since + by if since else 0
        return page(connection, who, held, moved, limit)

    conversations._page = shifted


def shows_notes_to_customers() -> None:
    """A customer's page is sent what is for agents only."""
    present = batch.present_events

    def all_of_it(events: Any, _audience: Any) -> Any:
        return present(events, customer.Audience.AGENT)

    batch.present_events = all_of_it


def forgets_what_does_not_fit() -> None:
    """A full outbox drops frames and says nothing."""
    push = Outbox.push

    def dropping(outbox: Outbox, frame: bytes) -> bool:
        if len(outbox._frames) < 2 and hash(frame) % 50:
            push(outbox, frame)
        return True

    Outbox.offer = dropping  # type: ignore[method-assign] - that is the mutation


def tells_before_the_commit() -> None:
    """Everybody hears of a message that is not stored yet."""
    committed = Unit.committed
    tell = writer.Writer._tell

    def early(unit: Unit) -> Any:
        told = committed(unit)
        loop, listeners = _Fanned.loop, _Fanned.listeners
        if loop is not None and told:
            loop.call_soon_threadsafe(lambda: [hear(told) for hear in listeners])
            time.sleep(SLOW_DISK)
        return told

    def only_answers(self: Any, jobs: Any, told: Any) -> None:
        if _Fanned.loop is None and jobs:
            _Fanned.loop = jobs[0].future.get_loop()
            _Fanned.listeners = self._on_commit
            tell(self, jobs, told)
        else:
            tell(self, jobs, [])

    Unit.committed = early  # type: ignore[method-assign] - that is the mutation
    writer.Writer._tell = only_answers  # type: ignore[method-assign] - as above


def forgets_that_a_timer_has_fired() -> None:
    """A clock's timer is not marked, and its clock is not moved on: it comes again."""
    fire = timer_firing._fire

    def again(desk: Any, unit: Any, timer: Any) -> bool:
        if timer.kind != CLOCK:
            return fire(desk, unit, timer)
        timer_firing.FIRED[CLOCK](desk, unit, timer)
        return True

    timer_firing._fire = again
    Clock.take_step = lambda *_, **__: None  # type: ignore[method-assign] - as above


class _Fanned:
    """Who hears of commits, once the first has been told."""

    loop: Any = None
    listeners: Any = ()


MUTANTS = {
    mutant.plant.__name__: mutant
    for mutant in (
        Mutant(acks_before_the_commit, "I1", killed=True),
        Mutant(tells_before_the_commit, "I2", killed=True),
        Mutant(resumes_too_late, "I1", killed=True),
        Mutant(forgets_what_does_not_fit, "I1"),
        Mutant(knows_no_cmid_again, "I2", killed=True),
        Mutant(resumes_too_early, "I2", killed=True),
        Mutant(counts_all_conversations_together, "I3"),
        Mutant(lets_the_bot_speak_any_time, "I5"),
        Mutant(lets_everybody_accept, "I6"),
        Mutant(lets_everybody_write, "I6"),
        Mutant(seals_too_early, "I7"),
        Mutant(shows_a_transcript_with_a_hole, "I7"),
        Mutant(forgets_that_a_timer_has_fired, "I8", crowd=False),
        Mutant(shows_notes_to_customers, "I9"),
    )
}

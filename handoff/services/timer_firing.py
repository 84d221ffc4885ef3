"""Firing timers: the mark and the effect in one transaction, under a lease."""

from datetime import timedelta
from typing import Final, NamedTuple

import structlog

from handoff import crash
from handoff.desk import Desk
from handoff.domain.timer import Timer
from handoff.errors import FirstlineError
from handoff.services.timer_effects import FIRED
from handoff.storage import leases, timers
from handoff.storage.unit import Unit

LEASE: Final = "timers"
BATCH: Final = 100
"""Timers fired in one transaction: about 10 ms, so that messages wait no longer."""
ATTEMPTS: Final = 5
"""Failures after which a timer is dead."""
PAUSE: Final = timedelta(seconds=5)
"""Wait after the first failure; each further one doubles it."""

log = structlog.get_logger(__name__)


class LeaseLost(FirstlineError):
    """Another process fires the timers now; nothing was changed."""


class Fired(NamedTuple):
    """What one transaction did; `more` says that there may be timers due after it."""

    effects: int
    more: bool


async def take_lease(desk: Desk) -> int:
    """This desk fires the timers from now on; the answer is its fence."""
    holder = desk.ids.new("scn")
    return await desk.writer.change(lambda unit: leases.take(unit.sql(), LEASE, holder))


async def keep_lease(desk: Desk, *, fence: int) -> None:
    """Others see that the holder of the lease is at work.

    Raises:
        LeaseLost: another process has taken it.
    """
    await desk.writer.change(lambda unit: _require_lease(unit, fence))


async def fire_due(desk: Desk, *, fence: int) -> Fired:
    """The timers that are longest due have had their effect, each exactly once.

    A timer is never fired before its moment by the transaction's clock. An effect that
    fails harms no other: it is tried again later, ATTEMPTS times in all.

    Raises:
        LeaseLost: the fence is not the newest; nothing was changed.
        Unavailable: the database cannot commit; nothing was changed.
    """

    def fire(unit: Unit) -> Fired:
        _require_lease(unit, fence)
        due = timers.read_due(unit.sql(), unit.now, limit=BATCH)
        unit.prefetch([t.conversation_id for t in due if t.conversation_id], [])
        effects = _fire_all(desk, unit, due)
        crash.reach("K13")
        return Fired(effects, bool(due))

    return await desk.writer.change(fire)


def _fire_all(desk: Desk, unit: Unit, due: list[Timer]) -> int:
    """All in one savepoint; one by one when an effect among them fails."""
    mark = unit.mark()
    savepoint = unit.sql().begin_nested()
    try:
        fired = sum(_fire(desk, unit, timer) for timer in due)
        unit.flush()
        savepoint.commit()
    except Exception:  # noqa: BLE001 - found again below, by its timer
        savepoint.rollback()
        unit.forget(mark)
        return sum(_fire_alone(desk, unit, timer) for timer in due)
    return fired


def _fire_alone(desk: Desk, unit: Unit, timer: Timer) -> bool:
    mark = unit.mark()
    savepoint = unit.sql().begin_nested()
    try:
        fired = _fire(desk, unit, timer)
        unit.flush()
        savepoint.commit()
    except Exception as error:
        savepoint.rollback()
        unit.forget(mark)
        log.exception("timer.failed", kind=timer.kind, timer_id=timer.timer_id)
        _note_failure(unit, timer, error)
        return False
    return fired


def _fire(desk: Desk, unit: Unit, timer: Timer) -> bool:
    # An effect earlier in this transaction may have ended this timer.
    if not timers.mark_fired(unit.sql(), timer.timer_id, now=unit.now):
        return False
    FIRED[timer.kind](desk, unit, timer)
    return True


def _note_failure(unit: Unit, timer: Timer, error: Exception) -> None:
    attempts = timer.attempts + 1
    said = f"{type(error).__name__}: {error}"[:200]
    if attempts >= ATTEMPTS:
        timers.bury(
            unit.sql(), timer.timer_id, now=unit.now, attempts=attempts, error=said
        )
    else:
        until = unit.now + PAUSE * 2 ** (attempts - 1)
        timers.put_off(
            unit.sql(), timer.timer_id, until=until, attempts=attempts, error=said
        )


def _require_lease(unit: Unit, fence: int) -> None:
    if not leases.keep(unit.sql(), LEASE, fence):
        raise LeaseLost("another process fires the timers")

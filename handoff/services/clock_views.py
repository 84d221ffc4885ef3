"""Clocks as agents see them: those of a conversation, and the one a list shows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.clock import Clock, ClockState
from handoff.domain.views import ClockView
from handoff.services.clocks import follow_log
from handoff.storage import ledgers

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def clock_name(desk: Desk, clock: Clock) -> str:
    """What agents call it: the level, or the regulator and its deadline."""
    if clock.level is not None:
        return desk.words.phrase(f"clock.{clock.kind}")
    pack_id, _, name = clock.kind.partition(".")
    pack = desk.timeline.at(clock.policy_at).rules.clocks.packs[pack_id]
    deadline = next(one for one in pack.deadlines if one.id == name)
    return f"{pack.name}: {deadline.name}"


def draw_clocks(
    connection: Connection, desk: Desk, conversation_id: str
) -> list[ClockView]:
    """The conversation's open clocks as of its last event, the soonest due first."""
    ledger = ledgers.read(connection, conversation_id)
    follow_log(connection, desk.timeline, conversation_id, ledger)
    return view_clocks(desk, ledger.clocks)


def view_clocks(desk: Desk, clocks: Iterable[Clock]) -> list[ClockView]:
    """Those that are open, the soonest due first."""
    return _in_order(_view(desk, clock) for clock in clocks if clock.open)


def draw_next(
    connection: Connection, desk: Desk, conversation_ids: Sequence[str]
) -> dict[str, ClockView]:
    """Of each conversation's running clocks the one that is due first.

    As they were kept last: two seconds or so behind the log.
    """
    found = ledgers.read_running(connection, conversation_ids)
    views = {key: view_clocks(desk, held) for key, held in found.items()}
    return {key: held[0] for key, held in views.items() if held[0].due_at is not None}


def _in_order(views: Iterable[ClockView]) -> list[ClockView]:
    # A clock that nothing is due of at the moment comes last.
    return sorted(views, key=lambda one: (one.due_at or _NEVER, one.kind))


def _view(desk: Desk, clock: Clock) -> ClockView:
    left = None
    if clock.state is ClockState.PAUSED:
        left = max(0, clock.target_ms - clock.used_ms)
    return ClockView(
        kind=clock.kind,
        name=clock_name(desk, clock),
        state=clock.state.value,
        hold=clock.hold and clock.hold.value,
        started_at=clock.started_at,
        due_at=clock.due_at,
        left_ms=left,
        breached_at=clock.breached_at,
    )

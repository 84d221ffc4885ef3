"""Keeping clocks and reading them back."""

from functools import partial

from handoff.desk import Desk
from handoff.domain.clock import Clock
from handoff.services import clock_keeping
from handoff.storage import ledgers


async def keep(desk: Desk) -> None:
    """The clocks have been kept up to the end of the log."""
    moved = await clock_keeping.behind(desk)
    await clock_keeping.keep_clocks(desk, moved, position=None)


async def stored(desk: Desk, conversation_id: str) -> dict[str, Clock]:
    """The newest clock of each kind, as it is stored."""
    found = await desk.reader.read(
        partial(ledgers.read_clocks, conversation_id=conversation_id, ended=True)
    )
    return {clock.kind: clock for clock in sorted(found, key=lambda one: one.number)}

"""Timers in tests: started, fired, and what became of them."""

from datetime import timedelta

from sqlalchemy import select

from handoff.desk import Desk
from handoff.domain.timer import Subject
from handoff.services import timer_firing, timers
from handoff.storage.tables import timers as rows

ABOUT = Subject("probe", "prb_1")


async def start_timer(
    desk: Desk,
    kind: str = "probe",
    *,
    seconds: float = 60,
    subject: Subject = ABOUT,
    **data: str,
) -> None:
    """A timer waits, that many seconds from the desk's now."""
    due_at = desk.clock.now() + timedelta(seconds=seconds)
    await desk.writer.change(
        lambda unit: timers.start(unit, subject, kind, due_at=due_at, data=data)
    )


async def fire_all(desk: Desk) -> int:
    """Everything due has been fired; the answer is how many had their effect."""
    fence = await timer_firing.take_lease(desk)
    effects = 0
    while True:
        fired = await timer_firing.fire_due(desk, fence=fence)
        effects += fired.effects
        if not fired.more:
            return effects


async def states(desk: Desk) -> list[str]:
    """What became of the timers, in the order in which they were started."""
    return await desk.reader.read(
        lambda connection: list(
            connection.scalars(select(rows.c.state).order_by(rows.c.timer_id))
        )
    )

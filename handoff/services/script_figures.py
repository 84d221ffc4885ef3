"""What came after each wording, and taking one out of service that does worse."""

from collections.abc import Iterator
from typing import NamedTuple

import structlog
from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.figures import Figures, Rate, is_worse, together
from handoff.domain.script import Variant
from handoff.domain.script_life import competitors, content_of
from handoff.errors import Conflict
from handoff.services.script_checks import check_speakable
from handoff.services.scripts import refresh
from handoff.storage import script_figures as rows
from handoff.storage.records import note_action
from handoff.storage.script_rows import count_change, retire_published
from handoff.storage.unit import Unit

log = structlog.get_logger(__name__)


class Stop(NamedTuple):
    """A wording that does worse than its like, by which metric."""

    script_id: str
    variant_id: str
    rate: Rate
    others: Rate

    @property
    def note(self) -> str:
        """For the history: what the studio puts into words."""
        return f"guard:{self.rate.metric}:{self.rate.rate}:{self.others.rate}"


async def count_uses(desk: Desk) -> int:
    """What was said since the last count is counted.

    Returns:
        How far behind the log the count began, in entries.
    """
    last, upto, uses = await desk.reader.read(rows.read_new_uses)
    if upto > last:
        await desk.writer.change(lambda unit: rows.add_uses(unit.sql(), upto, uses))
    return upto - last


async def sum_up(desk: Desk) -> None:
    """The desk holds the figures of every variant as they are now."""
    now, days = desk.clock.now(), desk.editing.guards.days
    best = desk.policies.cases.follow_up.best_score

    def read(connection: Connection) -> dict[str, Figures]:
        return rows.read_figures(connection, now=now, days=days, best_score=best)

    desk.figures = await desk.reader.read(read)


async def apply_guards(desk: Desk) -> list[Stop]:
    """Wordings that do worse than their like beyond chance are said no more.

    A script that rules speak keeps a wording that can always be said. Wordings that
    take turns are heard by the same customers and are not compared.
    """
    stopped = [stop for stop in _worse(desk) if await _stop(desk, stop)]
    if stopped:
        await refresh(desk)
    return stopped


def _worse(desk: Desk) -> Iterator[Stop]:
    for script_id, variants in desk.scripts.scripts.items():
        if script_id in desk.editing.take_turns:
            continue
        for variant in variants:
            stop = _judge(desk, script_id, variant, variants)
            if stop is not None:
                yield stop
                break  # one at a time: the others are then compared anew


def _judge(
    desk: Desk, script_id: str, variant: Variant, variants: list[Variant]
) -> Stop | None:
    guards = desk.editing.guards
    own = desk.figures.get(variant.id)
    beside = {one.id: content_of(one) for one in variants if one.id != variant.id}
    like = competitors(content_of(variant), beside.values())
    others = together(
        [
            desk.figures[name]
            for name, content in beside.items()
            if content in like and name in desk.figures
        ]
    )
    if own is None:
        return None
    for metric, worse_by in guards.worse_by.items():
        mine, theirs = own.rate(metric), others.rate(metric)
        if mine is None or theirs is None:
            continue
        if is_worse(mine, theirs, fewest=guards.conversations, worse_by=worse_by):
            return Stop(script_id, variant.id, mine, theirs)
    return None


async def _stop(desk: Desk, stop: Stop) -> bool:
    def change(unit: Unit) -> None:
        check_speakable(desk, unit, stop.script_id, stop.variant_id, None)
        retire_published(unit.sql(), stop.variant_id, now=unit.now, note=stop.note)
        count_change(unit.sql())
        note_action(
            unit.sql(),
            None,
            "script.guard",
            object_kind="script",
            object_id=stop.script_id[:40],
            at=unit.now,
            details={"variant": stop.variant_id, "note": stop.note},
        )

    try:
        await desk.writer.change(change)
    except Conflict:
        return False  # nothing would be left to say
    log.warning("script.stopped", variant=stop.variant_id, why=stop.note)
    return True

"""Desks whose outbox is broken on purpose: the test of the outbox must notice."""

import itertools
from collections.abc import Callable
from typing import Any

from handoff import crash
from handoff.domain.delivery import Outcome
from handoff.services import outbox
from handoff.storage import outbox as rows


def marks_before_it_sends() -> None:
    """What is about to leave is on record as sent already."""

    async def early(desk: Any, target: str) -> Any:
        now = desk.clock.now()
        effect = await desk.reader.read(
            lambda connection: rows.read_next(connection, target, now=now)
        )
        if effect is None:
            return None
        await desk.writer.change(
            lambda unit: outbox._record(desk, unit, effect, Outcome.SENT, None)
        )
        crash.reach("K15")
        await outbox._try(desk, effect)
        crash.reach("K16")
        return Outcome.SENT

    outbox.send_next = early


def makes_a_new_key_for_each_attempt() -> None:
    """A receiver cannot tell that it has the effect already."""
    attempt, call = itertools.count(1), outbox._call_webhook

    async def renamed(desk: Any, effect: Any) -> None:
        fields = {name: getattr(effect, name) for name in effect.__struct_fields__}
        fields["key"] += f":{next(attempt)}"
        await call(desk, type(effect)(**fields))

    outbox._call_webhook = renamed


PLANTS: dict[str, Callable[[], None]] = {
    plant.__name__: plant
    for plant in (marks_before_it_sends, makes_a_new_key_for_each_attempt)
}

"""Places in the queue: everybody who waits is told theirs, and when it changes."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.door import Door, Frames, a_message, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


async def a_waiting(door: Door) -> tuple[Frames, str]:
    """A customer who waits for a person, and the id of their handoff."""
    customer = await door.customer()
    await customer.ask("message.send", a_message("a person please"))
    queued = await customer.event("handoff.queued")
    return customer, queued["data"]["handoff_id"]


async def test_those_who_wait_move_up_when_another_is_accepted(door: Door) -> None:
    console = await door.console(await door.person())
    first, handoff_id = await a_waiting(door)
    second, _ = await a_waiting(door)

    def place(wanted: int) -> Callable[[dict[str, Any]], bool]:
        return lambda frame: (
            frame["type"] == "queue" and frame["data"]["position"] == wanted
        )

    await first.until(place(1))
    await second.until(place(2))
    assert (await console.ask("handoff.accept", {"handoff_id": handoff_id}))[
        "type"
    ] == "ack"

    moved = await second.until(place(1))
    assert moved["data"]["wait"]["low"] <= moved["data"]["wait"]["high"]

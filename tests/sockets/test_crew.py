"""A crew at work: what waits is offered, taken and settled until nobody waits."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handoff.domain.principal import Person, Role
from handoff.domain.profile import Profile
from handoff.jobs import offers as job
from handoff.services import staff, wall
from tests.support.door import Door, Frames, a_message, open_door
from tests.support.ending import SETTLED
from tests.support.waiting import until

CUSTOMERS = 12
CAPACITY = 4
"""Room for two at a time."""


@pytest.fixture
async def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Door]:
    # Never a look of its own accord: whatever moves on is moved on by what happens.
    monkeypatch.setattr(job, "LOOK_SECONDS", 3600.0)
    async with open_door(tmp_path, limit_off=True) as opened:
        yield opened


class Worker:
    """Takes whatever is offered and settles it at once."""

    def __init__(self, console: Frames, person: str) -> None:
        self.person = person
        self.settled: list[str] = []
        self._console = console
        self._answered: set[str] = set()

    async def work(self) -> None:
        """Never returns; every offer to this person is taken."""
        while True:
            frame = await self._console.next()
            for item in _items(frame):
                offer = item["offer"]
                mine = offer is not None and offer["person"]["id"] == self.person
                if mine and offer["id"] not in self._answered:
                    self._answered.add(offer["id"])
                    await self._take(item["handoff_id"])

    async def _take(self, handoff_id: str) -> None:
        taken = await self._console.ask("handoff.accept", {"handoff_id": handoff_id})
        assert taken["type"] == "ack", taken
        data = {
            "conversation_id": taken["data"]["conversation_id"],
            "epoch": taken["data"]["epoch"],
            **SETTLED,
        }
        done = await self._console.ask("handoff.resolve", data)
        assert done["type"] == "ack", done
        self.settled.append(data["conversation_id"])


def _items(frame: dict[str, Any]) -> list[dict[str, Any]]:
    upsert: list[dict[str, Any]] = []
    if frame["type"] == "inbox":
        upsert = frame["data"]["upsert"]
    return upsert


async def a_worker(door: Door, name: str) -> Worker:
    """Somebody online with little room."""
    browser = await door.person(name, Role.AGENT, ("care",))
    async with browser.get("/api/me") as answer:
        person = (await answer.json())["person"]["id"]
    await staff.set_profile(
        door.desk, None, person_id=person, profile=Profile(capacity=CAPACITY)
    )
    return Worker(await door.console(browser), person)


async def test_three_people_settle_all_who_wait_each_exactly_once(door: Door) -> None:
    crew = [await a_worker(door, name) for name in ("Maya", "Ben", "Cleo")]
    boss = await door.console(await door.person("Grace", Role.SUPERVISOR, ()))
    tasks = [asyncio.create_task(one.work()) for one in crew]
    try:
        asked = []
        for _ in range(CUSTOMERS):
            customer = await door.customer()
            ack = await customer.ask("message.send", a_message("a person please"))
            asked.append(ack["data"]["conversation_id"])

        await until(
            lambda: sum(len(one.settled) for one in crew) >= CUSTOMERS, seconds=60
        )
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    settled = [conversation for one in crew for conversation in one.settled]
    assert sorted(settled) == sorted(asked)
    assert all(one.settled for one in crew), "one of them was never asked"
    assert boss.socket.closed is False
    overview = await wall.read_wall(door.desk, _boss())
    assert [queue.waiting for queue in overview.queues] == [0] * len(overview.queues)
    assert {person.load for person in overview.people} == {0}


def _boss() -> Person:
    return Person(person_id="per_0", name="Grace", role=Role.SUPERVISOR)

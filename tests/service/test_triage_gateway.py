"""The triage worker: a real process with the real library, inside a time box."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from handoff.config import Settings
from handoff.errors import TriageFailed
from handoff.gateways.triage import NoTriage, WorkerTriage


@pytest.fixture
def triage() -> Iterator[WorkerTriage]:
    """A gateway whose process ends with the test."""
    made = WorkerTriage(Settings())
    yield made
    made.close()


async def test_worker_rates_with_evidence(triage: WorkerTriage) -> None:
    rated = await triage.rate("I'll come down there and break your legs")

    assert "violence" in [signal["name"] for signal in rated["signals"]]
    assert rated["priority"] == "P0"


async def test_worker_that_hangs_is_replaced(
    triage: WorkerTriage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await triage.rate("Hello")
    monkeypatch.setattr(triage, "_seconds", 0.0)

    with pytest.raises(TriageFailed):
        await triage.rate("This one is too slow")

    monkeypatch.undo()
    assert (await triage.rate("Hello"))["signals"] == []


def _pid(triage: WorkerTriage) -> int:
    assert triage._pool is not None
    (pid,) = triage._pool._processes
    return int(pid)


async def test_worker_that_dies_is_replaced_and_no_rating_is_lost(
    triage: WorkerTriage,
) -> None:
    await triage.warm_up()
    os.kill(_pid(triage), signal.SIGSTOP)
    waiting = [asyncio.create_task(triage.rate(f"I will sue you {n}")) for n in "abc"]
    await asyncio.sleep(0)

    os.kill(_pid(triage), signal.SIGKILL)

    for rated in await asyncio.gather(*waiting):
        assert [one["name"] for one in rated["signals"]] == ["legal"]


async def test_worker_that_hangs_costs_only_the_message_that_it_had(
    triage: WorkerTriage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await triage.warm_up()
    monkeypatch.setattr(triage, "_seconds", 0.2)
    os.kill(_pid(triage), signal.SIGSTOP)

    hanging, *waiting = [
        asyncio.create_task(triage.rate(f"I will sue you {n}")) for n in "abc"
    ]

    with pytest.raises(TriageFailed):
        await hanging
    monkeypatch.undo()
    for rated in await asyncio.gather(*waiting):
        assert [one["name"] for one in rated["signals"]] == ["legal"]


async def test_whoever_gives_up_leaves_no_hanging_worker_to_the_next(
    triage: WorkerTriage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await triage.warm_up()
    monkeypatch.setattr(triage, "_seconds", 0.2)
    os.kill(_pid(triage), signal.SIGSTOP)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await triage.rate("The bot was silent, and so is this")

    assert (await triage.rate("I will sue you"))["signals"]


async def test_a_flood_and_a_megabyte_end_no_worker(triage: WorkerTriage) -> None:
    await triage.warm_up()
    pid = _pid(triage)

    rated = await asyncio.gather(
        *(triage.rate("where is my parcel " * 200) for _ in range(40)),
        triage.rate("x " * 500_000),
    )

    assert len(rated) == 41
    assert _pid(triage) == pid


async def test_triage_that_is_switched_off_fails_by_name() -> None:
    with pytest.raises(TriageFailed):
        await NoTriage().rate("Hello")

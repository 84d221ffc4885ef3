"""The triage worker: a real process with the real library, inside a time box."""

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


async def test_triage_that_is_switched_off_fails_by_name() -> None:
    with pytest.raises(TriageFailed):
        await NoTriage().rate("Hello")

"""A training is measured beside the model in service, and serves only when it may."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from handoff.desk import Desk
from handoff.domain.gate import Reading
from handoff.domain.principal import Person, Role
from handoff.domain.training import Training, TrainingState
from handoff.errors import (
    Conflict,
    DependencyFailed,
    IllegalTransition,
    NotAllowed,
    NotFound,
)
from handoff.gateways import bot_library, training
from handoff.gateways.bot_model import SwapFailed
from handoff.gateways.training import Model, Report, TrainingError
from handoff.jobs.studio import Workshop
from handoff.services import training_work, trainings
from handoff.services.training_work import run_training
from tests.support.builders import an_agent
from tests.support.waiting import until

OLD = Model("old.tar.gz", "0" * 64, "0" * 64)
NEW = Model("new.tar.gz", "1" * 64, "1" * 64)


class Bench:
    """Stands in for Rasa: what is trained, how models read, what is served."""

    def __init__(self) -> None:
        self.served: list[str] = [OLD.file]
        self.knows: Callable[[str], bool] = lambda file: True
        self.fails: Exception | None = None
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    def current(self, _: Path) -> Model:
        return NEW if self.served[-1] == NEW.file else OLD

    async def train(self, _: Path, __: bytes, report: Report) -> Model:
        report("reading the examples", 0.0)
        self.began.set()
        await self.may_end.wait()
        if self.fails is not None:
            raise self.fails
        report("TopicClassifier", 0.5)
        return NEW

    async def read(self, _: Path, file: str, texts: Sequence[str]) -> list[Reading]:
        return [Reading("stock", self.knows(file)) for _ in texts]

    async def swap(self, _: str, __: str, *, file: str, sha256: str) -> float:
        if isinstance(self.fails, SwapFailed):
            raise self.fails
        self.served.append(file)
        return 0.2


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bench:
    made = Bench()
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(trainings, "ROOT", tmp_path)
    monkeypatch.setattr(trainings, "swap_model", made.swap)
    monkeypatch.setattr(training, "current_model", made.current)
    monkeypatch.setattr(training, "train_candidate", made.train)
    monkeypatch.setattr(bot_library, "read_with", made.read)
    lesson = training_work.Lesson("any left?", "stock")
    monkeypatch.setattr(training_work, "read_lessons", lambda _: [lesson])
    return made


@pytest.fixture
async def editor(desk: Desk) -> Person:
    return await an_agent(desk, "Ines", role=Role.EDITOR, teams=())


async def only(desk: Desk, who: Person) -> Training:
    """The newest training."""
    return (await trainings.read_newest(desk, who))[0]


async def trained(desk: Desk, who: Person) -> Training:
    """A training that ran to its end."""
    await run_training(desk, await trainings.start(desk, who))
    return await only(desk, who)


async def test_a_model_that_is_as_good_waits_and_then_serves(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    ready = await trained(desk, editor)
    assert (ready.state, ready.model_file) == (TrainingState.READY, NEW.file)
    assert ready.log.splitlines() == ["reading the examples", "TopicClassifier"]

    await trainings.serve(desk, editor, training_id=ready.training_id)

    assert (await only(desk, editor)).state is TrainingState.SERVING
    assert bench.served[-1] == NEW.file


async def test_a_model_that_knows_less_serves_only_with_a_reason(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    bench.knows = lambda file: file == OLD.file
    refused = await trained(desk, editor)

    assert refused.state is TrainingState.REFUSED
    assert refused.report is not None
    assert refused.report["reasons"][0] == "fewer_right:2"
    with pytest.raises(IllegalTransition):
        await trainings.serve(desk, editor, training_id=refused.training_id)
    assert bench.served == [OLD.file]

    await trainings.serve(
        desk, editor, training_id=refused.training_id, override="the law changed"
    )
    assert (await only(desk, editor)).override == "the law changed"


async def test_rolling_back_brings_the_model_that_was_there_before(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    with pytest.raises(Conflict, match="no other model"):
        await trainings.roll_back(desk, editor)
    ready = await trained(desk, editor)
    await trainings.serve(desk, editor, training_id=ready.training_id)

    await trainings.roll_back(desk, editor)
    assert bench.served[-1] == OLD.file
    await trainings.roll_back(desk, editor)

    assert bench.served[-1] == NEW.file


async def test_a_bot_that_refuses_leaves_the_old_model_in_service(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    ready = await trained(desk, editor)
    bench.fails = SwapFailed("the bot refused the model")

    with pytest.raises(DependencyFailed, match="refused"):
        await trainings.serve(desk, editor, training_id=ready.training_id)

    assert (await only(desk, editor)).state is TrainingState.READY


async def test_rasas_complaint_is_kept(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    bench.fails = TrainingError("rasa train ended with 1; it said: no examples")

    failed = await trained(desk, editor)

    assert failed.state is TrainingState.FAILED
    assert failed.log.endswith("it said: no examples")
    with pytest.raises(IllegalTransition):
        await trainings.serve(desk, editor, training_id=failed.training_id)


async def test_only_one_training_runs_and_it_can_be_called_off(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    bench.may_end.clear()
    workshop = Workshop(desk)
    desk.on_notice.append(workshop.hear)
    running = asyncio.create_task(workshop.run())
    training_id = await trainings.start(desk, editor)
    await bench.began.wait()

    with pytest.raises(Conflict, match="under way"):
        await trainings.start(desk, editor)
    await trainings.cancel(desk, editor, training_id=training_id)

    await until(lambda: workshop.idle, seconds=5)
    assert (await only(desk, editor)).state is TrainingState.CANCELLED
    with pytest.raises(Conflict, match="over already"):
        await trainings.cancel(desk, editor, training_id=training_id)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_training_that_a_restart_cut_short_is_taken_up_again(
    desk: Desk, editor: Person, bench: Bench
) -> None:
    await trainings.start(desk, editor)
    workshop = Workshop(desk)
    await workshop.take_up()
    running = asyncio.create_task(workshop.run())

    await until(lambda: workshop.idle, seconds=5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert (await only(desk, editor)).state is TrainingState.READY


async def test_agents_neither_see_nor_change_trainings(
    desk: Desk, maya: Person, editor: Person
) -> None:
    for asked in (
        trainings.read_newest(desk, maya),
        trainings.start(desk, maya),
        trainings.roll_back(desk, maya),
        trainings.serve(desk, maya, training_id="trg_1"),
    ):
        with pytest.raises(NotAllowed):
            await asked
    with pytest.raises(NotFound):
        await trainings.cancel(desk, editor, training_id="trg_1")

"""What a training does in the background: train, then measure beside the old model."""

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection

from handoff.config import ROOT
from handoff.desk import Desk
from handoff.domain.faq import Additions
from handoff.domain.gate import GateReport, Judged, compare
from handoff.domain.training import RUNNING, Training, TrainingState
from handoff.errors import Conflict, DependencyFailed
from handoff.gateways import bot_library
from handoff.gateways import training as gateway
from handoff.gateways.additions import encode_additions
from handoff.gateways.training import Model, TrainingError
from handoff.storage import questions
from handoff.storage import trainings as rows
from handoff.storage.unit import Unit

GOLDEN: Final = ("golden.jsonl", "stories.jsonl")


class Lesson(msgspec.Struct, frozen=True):
    """A message whose topic people named."""

    text: str
    topic: str
    source: str = "golden"


async def run_training(desk: Desk, training_id: str) -> None:
    """The training is over: its model waits, measured, or the row says why not.

    A training that was cut short by a restart begins anew.
    """
    training = await desk.reader.read(lambda sql: rows.read(sql, training_id))
    if training is None or training.state not in RUNNING:
        return
    try:
        model = await _train(desk, training)
        report = await _measure(desk, training_id, model)
    except (TrainingError, DependencyFailed, Conflict, OSError, ValueError) as error:
        await _end(desk, training_id, TrainingState.FAILED, str(error))
        return
    state = TrainingState.READY if report.holds else TrainingState.REFUSED
    result = msgspec.to_builtins(report)
    await _end(desk, training_id, state, "", report=result)


async def _train(desk: Desk, training: Training) -> Model:
    before = gateway.current_model(ROOT)
    if before is None:
        raise Conflict("no model serves yet: run firstline train first")
    training_id = training.training_id
    await _change(desk, training_id, state=TrainingState.TRAINING.value)
    told: asyncio.Queue[tuple[str, float] | None] = asyncio.Queue()
    telling = asyncio.create_task(_tell(desk, training_id, told))
    added = encode_additions(msgspec.convert(training.additions, Additions))
    try:
        model = await gateway.train_candidate(
            ROOT, added, lambda step, share: told.put_nowait((step, share))
        )
    finally:
        told.put_nowait(None)
        await telling
    await _change(
        desk,
        training_id,
        model_file=model.file,
        model_sha256=model.sha256,
        inputs=model.inputs,
    )
    return model


async def _measure(desk: Desk, training_id: str, model: Model) -> GateReport:
    serving = gateway.current_model(ROOT)
    if serving is None:
        raise Conflict("no model serves any more")
    await _change(desk, training_id, state=TrainingState.MEASURING.value, share=0.0)
    folder = desk.settings.content_dir / "understanding"
    lessons = [lesson for name in GOLDEN for lesson in read_lessons(folder / name)]
    lessons += await desk.reader.read(_held_out)
    texts = [lesson.text for lesson in lessons]
    before = await bot_library.read_with(ROOT, serving.file, texts)
    await _change(desk, training_id, share=0.5)
    after = await bot_library.read_with(ROOT, model.file, texts)
    judged = [
        Judged(
            text=lesson.text,
            topic=lesson.topic,
            source="inbox" if lesson.source == "inbox" else "golden",
            before=old,
            after=new,
        )
        for lesson, old, new in zip(lessons, before, after, strict=True)
    ]
    return compare(judged, desk.studio.gate)


def read_lessons(path: Path) -> list[Lesson]:
    """The `{"text","topic"}` lines of a file of messages whose topic is known."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        Lesson(row["text"], row["topic"])
        for row in map(json.loads, filter(None, lines))
    ]


def _held_out(connection: Connection) -> list[Lesson]:
    return [
        Lesson(question.text, question.filed_topic, "inbox")
        for question in questions.read_filed(connection)
        if question.held_out and question.filed_topic
    ]


async def _tell(
    desk: Desk, training_id: str, told: asyncio.Queue[tuple[str, float] | None]
) -> None:
    """What the training says of itself is on record, until it says None."""
    while (news := await told.get()) is not None:
        step, share = news
        await desk.writer.change(partial(_say, training_id, step, share))


def _say(training_id: str, step: str, share: float, unit: Unit) -> None:
    rows.say(unit.sql(), training_id, step, share)


async def _change(desk: Desk, training_id: str, **values: object) -> None:
    await desk.writer.change(
        lambda unit: rows.change(unit.sql(), training_id, **values)
    )


async def _end(
    desk: Desk,
    training_id: str,
    state: TrainingState,
    complaint: str,
    *,
    report: object = None,
) -> None:
    def end(unit: Unit) -> None:
        held = rows.read(unit.sql(), training_id)
        if held is None or held.state not in RUNNING:
            return
        rows.change(
            unit.sql(),
            training_id,
            state=state.value,
            ended_at=unit.now,
            share=1.0,
            report=report,
            log=f"{held.log}{complaint}"[-rows.LONGEST_LOG :],
        )

    await desk.writer.change(end)

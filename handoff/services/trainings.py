"""Trainings that people ask for: started, cancelled, put into service, rolled back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection

from handoff.config import ROOT
from handoff.desk import Desk
from handoff.domain.faq import Additions
from handoff.domain.notice import StudioWork
from handoff.domain.principal import Person
from handoff.domain.text import check_text
from handoff.domain.training import (
    RUNNING,
    Training,
    TrainingState,
    require_servable,
)
from handoff.errors import Conflict, DependencyFailed, NotFound
from handoff.gateways import training as gateway
from handoff.gateways.additions import encode_additions
from handoff.gateways.bot_model import SwapFailed, swap_model
from handoff.gateways.training import Model
from handoff.services.studio_rights import require_editor, require_reader
from handoff.storage import faqs, questions, records
from handoff.storage import trainings as rows
from handoff.storage.unit import Unit

LONGEST_REASON = 1000


async def read_newest(desk: Desk, who: Person) -> list[Training]:
    """The last trainings, newest first.

    Raises:
        NotAllowed: the person may not look at the studio.
    """
    require_reader(who)
    return await desk.reader.read(rows.read_newest)


async def start(desk: Desk, who: Person) -> str:
    """A training of everything filed and live now waits for its turn; its id.

    Raises:
        NotAllowed: the person may not change content.
        Conflict: another one is not over yet.
    """
    require_editor(who)
    training_id = desk.ids.new("trg")

    def add(unit: Unit) -> None:
        if rows.read_running(unit.sql()):
            raise Conflict("a training is under way")
        made = Training(
            training_id=training_id,
            state=TrainingState.QUEUED,
            step="",
            share=0.0,
            log="",
            additions=msgspec.to_builtins(gather_additions(unit.sql())),
            asked_by=who.person_id,
            asked_at=unit.now,
        )
        rows.add(unit.sql(), made)
        _note(unit, who, "training.start", training_id)

    await desk.writer.change(add)
    desk.tell(StudioWork("training", training_id))
    return training_id


def gather_additions(connection: Connection) -> Additions:
    """Everything filed and not held out, and every live entry."""
    examples: dict[str, list[str]] = {}
    for question in questions.read_filed(connection):
        if not question.held_out and question.filed_topic:
            examples.setdefault(question.filed_topic, []).append(question.text)
    live = faqs.read_live(connection)
    topics = {faq.topic for faq in live}
    known = {
        topic: texts
        for topic, texts in examples.items()
        if topic in topics or not topic.startswith("faq_")
    }
    return Additions(examples=known, faqs=live)


async def cancel(desk: Desk, who: Person, *, training_id: str) -> None:
    """The training is over, its model never existed.

    Raises:
        NotAllowed: the person may not change content.
        NotFound: there is no such training.
        Conflict: it is over already.
    """
    require_editor(who)

    def end(unit: Unit) -> None:
        training = _require(unit.sql(), training_id)
        if training.state not in RUNNING:
            raise Conflict("the training is over already")
        rows.change(
            unit.sql(),
            training_id,
            state=TrainingState.CANCELLED.value,
            ended_at=unit.now,
        )
        _note(unit, who, "training.cancel", training_id)

    await desk.writer.change(end)
    desk.tell(StudioWork("cancel", training_id))


async def serve(
    desk: Desk, who: Person, *, training_id: str, override: str = ""
) -> float:
    """The bot answers its next turns with the training's model, now and after starts.

    Args:
        desk: the desk.
        who: the person.
        training_id: a training that is measured, or one that served before.
        override: why it shall serve although the gate refused it.

    Returns:
        The seconds that the bot took to load it; no turn is lost meanwhile.

    Raises:
        NotAllowed: the person may not change content.
        NotFound: there is no such training.
        IllegalTransition: its model may not serve.
        DependencyFailed: the bot is away or refuses the model; the old one serves on.
    """
    require_editor(who)
    reason = override and check_text(override, field="override", longest=LONGEST_REASON)
    training = await desk.reader.read(lambda sql: _require(sql, training_id))
    require_servable(training, override=reason)
    before = gateway.current_model(ROOT)
    seconds = await _swap(desk, training)

    def record(unit: Unit) -> None:
        if before is not None:
            _keep_first(desk, unit, who, before, training)
        _served(unit, who, training, reason)

    await desk.writer.change(record)
    return seconds


async def roll_back(desk: Desk, who: Person) -> str:
    """The model that served before this one serves again; its training's id.

    Raises:
        NotAllowed: the person may not change content.
        Conflict: no model served before.
        DependencyFailed: the bot is away or refuses the model; the old one serves on.
    """
    require_editor(who)
    replaced = await desk.reader.read(
        lambda sql: rows.read_in(sql, [TrainingState.REPLACED])
    )
    served = [one for one in replaced if one.served_at is not None]
    if not served:
        raise Conflict("no other model has served before")
    last = max(served, key=lambda one: str(one.served_at))
    await serve(desk, who, training_id=last.training_id)
    return last.training_id


async def _swap(desk: Desk, training: Training) -> float:
    model = Model(
        training.model_file or "", training.model_sha256 or "", training.inputs or ""
    )
    settings = desk.settings
    try:
        seconds = await swap_model(
            settings.bot_url,
            settings.bot_token.get_secret_value(),
            file=model.file,
            sha256=model.sha256,
        )
    except SwapFailed as error:
        raise DependencyFailed(str(error)) from error
    added = msgspec.convert(training.additions, Additions)
    made_with = encode_additions(added) if training.additions else None
    gateway.adopt(ROOT, model, made_with)
    return seconds


def _keep_first(
    desk: Desk, unit: Unit, who: Person, before: Model, training: Training
) -> None:
    """The model that was there before any training can be rolled back to."""
    if rows.read_in(unit.sql(), [TrainingState.SERVING, TrainingState.REPLACED]):
        return
    first = Training(
        training_id=desk.ids.new("trg"),
        state=TrainingState.SERVING,
        step="",
        share=1.0,
        log="",
        additions={},
        model_file=before.file,
        model_sha256=before.sha256,
        inputs=before.inputs,
        asked_by=who.person_id,
        # It was there first, and so it stands in every list.
        asked_at=training.asked_at - timedelta(seconds=1),
        served_at=training.asked_at - timedelta(seconds=1),
    )
    rows.add(unit.sql(), first)


def _served(unit: Unit, who: Person, training: Training, reason: str) -> None:
    for other in rows.read_in(unit.sql(), [TrainingState.SERVING]):
        rows.change(unit.sql(), other.training_id, state=TrainingState.REPLACED.value)
    rows.change(
        unit.sql(),
        training.training_id,
        state=TrainingState.SERVING.value,
        served_at=unit.now,
        served_by=who.person_id,
        override=reason or training.override,
    )
    details = {"model": training.model_file, "override": reason}
    _note(unit, who, "training.serve", training.training_id, details)


def _require(connection: Connection, training_id: str) -> Training:
    training = rows.read(connection, training_id)
    if training is None:
        raise NotFound("no such training")
    return training


def _note(
    unit: Unit,
    who: Person,
    verb: str,
    training_id: str,
    details: Mapping[str, Any] | None = None,
) -> None:
    records.note_action(
        unit.sql(),
        who,
        verb,
        object_kind="training",
        object_id=training_id,
        at=unit.now,
        details=dict(details or {}),
    )

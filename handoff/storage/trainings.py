"""Rows of the bot's trainings."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from handoff.domain.training import RUNNING, Training, TrainingState
from handoff.storage.structs import as_struct
from handoff.storage.tables import trainings

NEWEST = 50
LONGEST_LOG = 20_000


def add(connection: Connection, training: Training) -> None:
    """The training is on record."""
    connection.execute(insert(trainings).values(**msgspec.structs.asdict(training)))


def change(connection: Connection, training_id: str, **values: Any) -> None:
    """The training has these values."""
    connection.execute(
        update(trainings).where(trainings.c.training_id == training_id).values(**values)
    )


def say(connection: Connection, training_id: str, step: str, share: float) -> None:
    """The training's step and share are these, and its log ends with the step."""
    t = trainings.c
    held = connection.execute(
        select(t.step, t.log).where(t.training_id == training_id)
    ).one()
    log = held.log if held.step == step else f"{held.log}{step}\n"[-LONGEST_LOG:]
    change(connection, training_id, step=step[:200], share=share, log=log)


def read(connection: Connection, training_id: str) -> Training | None:
    """The training; None if there is none."""
    found = connection.execute(
        select(trainings).where(trainings.c.training_id == training_id)
    ).first()
    return None if found is None else as_struct(found, Training)


def read_newest(connection: Connection) -> list[Training]:
    """The last trainings, newest first."""
    rows = connection.execute(
        select(trainings)
        .order_by(trainings.c.asked_at.desc(), trainings.c.training_id.desc())
        .limit(NEWEST)
    )
    return [as_struct(row, Training) for row in rows]


def read_in(connection: Connection, states: Iterable[TrainingState]) -> list[Training]:
    """The trainings in these states, oldest first."""
    wanted = trainings.c.state.in_([state.value for state in states])
    rows = connection.execute(
        select(trainings).where(wanted).order_by(trainings.c.asked_at)
    )
    return [as_struct(row, Training) for row in rows]


def read_running(connection: Connection) -> list[Training]:
    """The trainings that are not over."""
    return read_in(connection, RUNNING)

"""Replays that people ask for: what a change would have done to past conversations."""

from functools import partial

import msgspec
from sqlalchemy import Connection

from handoff.config import ROOT
from handoff.desk import Desk
from handoff.domain.notice import StudioWork
from handoff.domain.principal import Person
from handoff.domain.replaying import (
    MOST,
    REPLAYING,
    Change,
    Replay,
    ReplayState,
    check_change,
)
from handoff.domain.script import Variant
from handoff.domain.training import Training
from handoff.errors import Conflict, NotFound, ValidationFailed
from handoff.gateways.sandbox import changeable_files
from handoff.services.studio_rights import require_editor, require_reader
from handoff.storage import replays as rows
from handoff.storage import trainings
from handoff.storage.unit import Unit


async def start(desk: Desk, who: Person, *, change: Change, wanted: int) -> str:
    """A replay of the last `wanted` conversations waits for its turn; its id.

    Raises:
        NotAllowed: the person may not change content.
        ValidationFailed: the change is none, or the number is out of range.
        NotFound: the training has no model.
        Conflict: another replay is not over yet.
    """
    require_editor(who)
    check_change(change)
    if not 1 <= wanted <= MOST:
        raise ValidationFailed(
            f"conversations: 1 to {MOST}", details={"field": "conversations"}
        )
    replay = Replay(
        replay_id=desk.ids.new("rpl"),
        state=ReplayState.QUEUED,
        step="",
        share=0.0,
        change=change,
        wanted=wanted,
        asked_by=who.person_id,
        asked_at=desk.clock.now(),
    )
    await desk.writer.change(partial(_add, desk, replay))
    desk.tell(StudioWork("replay", replay.replay_id))
    return replay.replay_id


def _add(desk: Desk, replay: Replay, unit: Unit) -> None:
    change = replay.change
    if rows.read_running(unit.sql()):
        raise Conflict("a replay is under way")
    if change.training_id is not None:
        training = trainings.read(unit.sql(), change.training_id)
        if training is None or training.model_file is None:
            raise NotFound("no such training, or it has no model")
    if change.script is not None:
        variants = desk.scripts.scripts.get(change.script, [])
        if not any(variant.id == change.variant for variant in variants):
            raise NotFound("no such published variant")
    rows.add(unit.sql(), replay)


async def read_newest(desk: Desk, who: Person) -> list[Replay]:
    """The last replays, newest first.

    Raises:
        NotAllowed: the person may not look at the studio.
    """
    require_reader(who)
    return await desk.reader.read(rows.read_newest)


async def read(desk: Desk, who: Person, *, replay_id: str) -> Replay:
    """The replay.

    Raises:
        NotAllowed: the person may not look at the studio.
        NotFound: there is no such replay.
    """
    require_reader(who)
    return await desk.reader.read(partial(_require, replay_id=replay_id))


class Choices(msgspec.Struct, frozen=True):
    """What a replay may change: files by name, published wordings, trained models."""

    files: list[str]
    scripts: dict[str, list[Variant]]
    trainings: list[Training]


async def read_choices(desk: Desk, who: Person) -> Choices:
    """What a replay may change.

    Raises:
        NotAllowed: the person may not look at the studio.
    """
    require_reader(who)
    found = await desk.reader.read(trainings.read_newest)
    return Choices(
        files=changeable_files(ROOT),
        scripts=dict(sorted(desk.scripts.scripts.items())),
        trainings=[one for one in found if one.model_file is not None],
    )


async def read_file(desk: Desk, who: Person, *, name: str) -> str:
    """The content of a file that a replay may change.

    Raises:
        NotAllowed: the person may not look at the studio.
        NotFound: no replay may change such a file.
    """
    require_reader(who)
    if name not in changeable_files(ROOT):
        raise NotFound("no such file")
    return (ROOT / name).read_text(encoding="utf-8")


async def cancel(desk: Desk, who: Person, *, replay_id: str) -> None:
    """The replay is over, without a result.

    Raises:
        NotAllowed: the person may not change content.
        NotFound: there is no such replay.
        Conflict: it is over already.
    """
    require_editor(who)

    def end(unit: Unit) -> None:
        if _require(unit.sql(), replay_id=replay_id).state not in REPLAYING:
            raise Conflict("the replay is over already")
        state = ReplayState.CANCELLED.value
        rows.change(unit.sql(), replay_id, state=state, ended_at=unit.now)

    await desk.writer.change(end)
    desk.tell(StudioWork("cancel", replay_id))


def _require(connection: Connection, *, replay_id: str) -> Replay:
    replay = rows.read(connection, replay_id)
    if replay is None:
        raise NotFound("no such replay")
    return replay

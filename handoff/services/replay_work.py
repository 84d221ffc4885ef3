"""What a replay does in the background: the past, told to two bots beside each other.

Words are replayed as they were said, in a folder that is removed; what is kept and
shown of them is masked.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from handoff.config import ROOT
from handoff.desk import Desk
from handoff.domain.masking import mask
from handoff.domain.replaying import (
    REPLAYING,
    Change,
    Replay,
    ReplayState,
    TurnOutcome,
    compare_conversation,
    outcome_of,
    sum_up,
)
from handoff.domain.turn import Turn
from handoff.errors import Conflict, DependencyFailed
from handoff.gateways import training
from handoff.gateways.sandbox import Sandbox, open_sandbox
from handoff.storage import replays as rows
from handoff.storage import trainings
from handoff.storage.replays import Past
from handoff.storage.unit import Unit

OpenSandbox = Callable[..., Any]
Runs = list[list[TurnOutcome]]

_STARTED: Final = 0.1
"""Share of a run that starting its bot counts for."""


async def run_replay(
    desk: Desk, replay_id: str, open_: OpenSandbox = open_sandbox
) -> None:
    """The replay is over: its result is kept, or the row says why there is none."""
    replay = await desk.reader.read(lambda sql: rows.read(sql, replay_id))
    if replay is None or replay.state not in REPLAYING:
        return
    past = await desk.reader.read(lambda sql: rows.read_past(sql, replay.wanted))
    try:
        before = await _run(desk, replay, past, None, open_)
        after = await _run(desk, replay, past, replay.change, open_)
    except (DependencyFailed, Conflict) as error:
        await _end(desk, replay_id, ReplayState.FAILED, step=str(error)[-200:])
        return
    result = _result(past, before, after)
    await _end(desk, replay_id, ReplayState.DONE, step="", result=result)


async def _run(
    desk: Desk,
    replay: Replay,
    past: list[Past],
    change: Change | None,
    open_: OpenSandbox,
) -> Runs:
    """What the bot makes of every conversation, with or without the change."""
    model, changed, scripts = await _ingredients(desk, change or Change())
    first = 0.0 if change is None else 0.5
    await _tell(desk, replay.replay_id, "start", first)
    runs: Runs = []
    with tempfile.TemporaryDirectory(prefix="firstline-replay-") as folder:
        async with open_(
            ROOT,
            Path(folder),
            clock=desk.clock,
            model=model,
            scripts=scripts,
            changed=changed,
        ) as sandbox:
            for place, one in enumerate(past):
                runs.append(await _converse(desk, sandbox, one))
                share = _STARTED + (1 - _STARTED) * (place + 1) / len(past)
                await _tell(desk, replay.replay_id, "turns", first + share / 2)
    return runs


async def _ingredients(
    desk: Desk, change: Change
) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The model's file, the changed files by name, and the published scripts."""
    current = training.current_model(ROOT)
    if current is None:
        raise Conflict("no model is trained yet")
    model = current.file
    training_id = change.training_id
    if training_id is not None:
        found = await desk.reader.read(lambda sql: trainings.read(sql, training_id))
        model = (found and found.model_file) or model
    changed = {change.file: change.content or ""} if change.file else {}
    return model, changed, _scripts(desk, change)


def _scripts(desk: Desk, change: Change) -> dict[str, Any]:
    scripts: dict[str, Any] = msgspec.to_builtins(desk.scripts.scripts)
    for variant in scripts.get(change.script or "", []):
        if variant["id"] == change.variant:
            variant["text"] = change.text
    return {
        "version": desk.scripts.version,
        "take_turns": desk.editing.take_turns,
        "scripts": scripts,
    }


async def _converse(desk: Desk, sandbox: Sandbox, past: Past) -> list[TurnOutcome]:
    """The bot's answers until it asks for a person, as it would have been."""
    slots: dict[str, Any] = {}
    said: list[TurnOutcome] = []
    for place, text in enumerate(past.texts, 1):
        turn = Turn(
            turn_id=f"{past.conversation_id}-{place}",
            conversation_id=past.conversation_id,
            seq_in=place,
            epoch=1,
            attempt=1,
            asked_at=desk.clock.now(),
            text=text,
            slots={
                **slots,
                "customer_name": past.customer_name,
                "locale": past.locale,
                "page_url": None,
            },
        )
        reply = await sandbox.answer(turn)
        slots = reply.slots
        said.append(outcome_of(reply))
        if reply.handoff is not None:
            break
    return said


def _result(past: list[Past], before: Runs, after: Runs) -> dict[str, Any]:
    replayed = []
    for one, old, new in zip(past, before, after, strict=True):
        names = [one.customer_name]
        texts = [mask(text, names=names) for text in one.texts]
        found = compare_conversation(
            one.conversation_id,
            texts,
            [_masked(turn, names) for turn in old],
            [_masked(turn, names) for turn in new],
        )
        replayed.append(found)
    result: dict[str, Any] = msgspec.to_builtins(sum_up(replayed, before, after))
    return result


def _masked(turn: TurnOutcome, names: list[str | None]) -> TurnOutcome:
    return msgspec.structs.replace(turn, said=mask(turn.said, names=names))


async def _tell(desk: Desk, replay_id: str, step: str, share: float) -> None:
    def tell(unit: Unit) -> None:
        state = ReplayState.RUNNING.value
        rows.change(unit.sql(), replay_id, state=state, step=step, share=share)

    await desk.writer.change(tell)


async def _end(desk: Desk, replay_id: str, state: ReplayState, **values: Any) -> None:
    def end(unit: Unit) -> None:
        held = rows.read(unit.sql(), replay_id)
        if held is not None and held.state in REPLAYING:
            rows.change(
                unit.sql(),
                replay_id,
                state=state.value,
                share=1.0,
                ended_at=unit.now,
                **values,
            )

    await desk.writer.change(end)

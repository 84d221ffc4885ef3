"""A replay tells two bots the same past and keeps only masked words."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.replaying import Change, Replay, ReplayState
from handoff.domain.turn import BotReply, Turn
from handoff.errors import Conflict, DependencyFailed, NotAllowed, NotFound
from handoff.gateways import training
from handoff.services import replays
from handoff.services.replay_work import run_replay
from tests.support.builders import a_customer, an_agent, say
from tests.support.fakes import reply, wants_person

POLICY = Change(file="data/policies/escalation.yml", content="version: 1\n")


class Sandboxes:
    """Stands in for bots of their own; a changed file makes them hand over."""

    def __init__(self) -> None:
        self.told: list[Turn] = []
        self.folders: list[Path] = []
        self.scripts: list[Mapping[str, Any]] = []
        self.fails = False

    @asynccontextmanager
    async def open(
        self, _: Path, folder: Path, **given: Any
    ) -> AsyncIterator["Sandboxes"]:
        if self.fails and given["changed"]:
            raise DependencyFailed("the sandbox does not start:\nescalation.yml:1: no")
        self.folders.append(folder)
        self.scripts.append(given["scripts"])
        self._hands_over = bool(given["changed"])
        yield self

    async def answer(self, turn: Turn) -> BotReply:
        self.told.append(turn)
        if self._hands_over:
            return wants_person(turn)
        return reply(turn, f"I hear you, {turn.slots['customer_name']}.")


@pytest.fixture
def sandboxes(monkeypatch: pytest.MonkeyPatch) -> Sandboxes:
    model = training.Model("m.tar.gz", "0" * 64, "0" * 64)
    monkeypatch.setattr(training, "current_model", lambda _: model)
    return Sandboxes()


@pytest.fixture
async def editor(desk: Desk) -> Person:
    return await an_agent(desk, "Ines", role=Role.EDITOR, teams=())


async def replayed(
    desk: Desk, who: Person, sandboxes: Sandboxes, change: Change = POLICY
) -> Replay:
    """The replay of a change, over."""
    replay_id = await replays.start(desk, who, change=change, wanted=10)
    await run_replay(desk, replay_id, sandboxes.open)
    return await replays.read(desk, who, replay_id=replay_id)


async def test_what_would_go_differently_is_shown_side_by_side_and_masked(
    desk: Desk, ada: Customer, editor: Person, sandboxes: Sandboxes
) -> None:
    await say(desk, ada, "I'm Ada, my parcel is late, write to ada@example.com")
    bob = await a_customer(desk, "Bob")
    await say(desk, bob, "is it in stock?")

    done = await replayed(desk, editor, sandboxes)

    assert done.state is ReplayState.DONE
    assert done.result is not None
    assert done.result["conversations"] == 2
    assert done.result["before"]["handed_over"] == 0
    assert done.result["after"]["handed_over"] == 2
    kept = str(done.result)
    assert "[name], my parcel is late, write to [email]" in kept
    assert "Ada" not in kept
    assert "I hear you, [name]." in kept
    assert not any(folder.exists() for folder in sandboxes.folders)


async def test_a_replayed_bot_starts_from_nothing_and_keeps_its_own_slots(
    desk: Desk, ada: Customer, editor: Person, sandboxes: Sandboxes
) -> None:
    await say(desk, ada, "one")
    await say(desk, ada, "two")

    await replayed(desk, editor, sandboxes)

    first, second = sandboxes.told[:2]
    assert (first.text, second.text) == ("one", "two")
    assert "order_number" not in first.slots
    assert second.slots["order_number"] == "4471-0093"


async def test_another_wording_is_tried_without_being_published(
    desk: Desk, ada: Customer, editor: Person, sandboxes: Sandboxes
) -> None:
    await say(desk, ada, "hello")
    script, variants = next(iter(desk.scripts.scripts.items()))
    change = Change(script=script, variant=variants[0].id, text="Other words.")

    await replayed(desk, editor, sandboxes, change)

    before, after = (given["scripts"][script][0] for given in sandboxes.scripts)
    assert (before["text"], after["text"]) == (variants[0].text, "Other words.")
    assert desk.scripts.scripts[script][0].text == variants[0].text


async def test_a_change_that_does_not_start_says_why(
    desk: Desk, ada: Customer, editor: Person, sandboxes: Sandboxes
) -> None:
    await say(desk, ada, "hello")
    sandboxes.fails = True

    failed = await replayed(desk, editor, sandboxes)

    assert failed.state is ReplayState.FAILED
    assert "escalation.yml:1: no" in failed.step


async def test_one_replay_at_a_time_and_none_of_what_is_not_there(
    desk: Desk, editor: Person, maya: Person
) -> None:
    replay_id = await replays.start(desk, editor, change=POLICY, wanted=5)

    with pytest.raises(Conflict, match="under way"):
        await replays.start(desk, editor, change=POLICY, wanted=5)
    with pytest.raises(NotAllowed):
        await replays.cancel(desk, maya, replay_id=replay_id)
    await replays.cancel(desk, editor, replay_id=replay_id)
    with pytest.raises(Conflict, match="over already"):
        await replays.cancel(desk, editor, replay_id=replay_id)
    for change in (
        Change(training_id="trg_none"),
        Change(script="utter_none", variant="none.en.1", text="x"),
    ):
        with pytest.raises(NotFound):
            await replays.start(desk, editor, change=change, wanted=5)
    with pytest.raises(replays.ValidationFailed, match="1 to 500"):
        await replays.start(desk, editor, change=POLICY, wanted=501)


async def test_a_sandbox_is_a_copy_with_the_change_in_it(tmp_path: Path) -> None:
    from handoff.config import ROOT
    from handoff.gateways.sandbox import lay_out

    folder = tmp_path / "sandbox"
    folder.mkdir()
    name = "data/policies/escalation.yml"

    lay_out(ROOT, folder, scripts={"version": "1", "scripts": {}}, changed={name: "x"})

    assert (folder / name).read_text() == "x"
    assert (ROOT / name).read_text() != "x"
    assert (folder / "bot" / "channel.py").is_file()
    assert (folder / "models").resolve() == (ROOT / "models").resolve()
    assert (folder / "var" / "bot" / "scripts.json").is_file()

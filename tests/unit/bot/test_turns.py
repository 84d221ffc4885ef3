"""A turn is answered once, however often it is asked for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.turn_request import TurnRequest
from bot.turns import KEPT_SECONDS, Answers, TurnInProgress, Turns


class Bot:
    """Answers when it is let, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.fails = False

    async def __call__(self, request: TurnRequest) -> dict[str, Any]:
        self.asked.append(request.turn_id)
        await self.may_answer.wait()
        if self.fails:
            raise RuntimeError("broken")
        return {"turn_id": request.turn_id, "number": len(self.asked)}


def turn(turn_id: str, conversation_id: str = "cnv_1") -> TurnRequest:
    return TurnRequest(conversation_id, turn_id, "hi", {})


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[Answers]:
    store = Answers(tmp_path / "answers.db", clock=lambda: 1_000.0)
    yield store
    store.close()


async def test_a_repeated_turn_gets_the_recorded_answer(answers: Answers) -> None:
    bot = Bot()
    turns = Turns(answers, bot)

    first = await turns.answer(turn("trn_1"))
    again = await turns.answer(turn("trn_1"))

    assert first == again
    assert bot.asked == ["trn_1"]


async def test_the_record_survives_a_restart(tmp_path: Path) -> None:
    path, bot = tmp_path / "answers.db", Bot()
    before = Answers(path, clock=lambda: 0.0)
    first = await Turns(before, bot).answer(turn("trn_1"))
    before.close()

    after = Answers(path, clock=lambda: 1.0)
    again = await Turns(after, bot).answer(turn("trn_1"))
    after.close()

    assert first == again
    assert bot.asked == ["trn_1"]


async def test_two_askers_of_one_turn_share_its_answer(answers: Answers) -> None:
    bot = Bot()
    bot.may_answer.clear()
    turns = Turns(answers, bot)
    both = asyncio.gather(turns.answer(turn("trn_1")), turns.answer(turn("trn_1")))
    await asyncio.sleep(0)

    bot.may_answer.set()
    first, second = await both

    assert first == second
    assert bot.asked == ["trn_1"]


async def test_another_turn_of_the_conversation_has_to_wait(answers: Answers) -> None:
    bot = Bot()
    bot.may_answer.clear()
    turns = Turns(answers, bot)
    running = asyncio.create_task(turns.answer(turn("trn_1")))
    await asyncio.sleep(0)

    with pytest.raises(TurnInProgress):
        await turns.answer(turn("trn_2"))

    bot.may_answer.set()
    await running
    assert (await turns.answer(turn("trn_2")))["turn_id"] == "trn_2"


async def test_another_conversation_does_not_wait(answers: Answers) -> None:
    bot = Bot()
    turns = Turns(answers, bot)

    await asyncio.gather(
        turns.answer(turn("a", "cnv_1")), turns.answer(turn("a", "cnv_2"))
    )

    assert bot.asked == ["a", "a"]


async def test_the_work_goes_on_when_the_asker_hangs_up(answers: Answers) -> None:
    bot = Bot()
    bot.may_answer.clear()
    turns = Turns(answers, bot)
    asker = asyncio.create_task(turns.answer(turn("trn_1")))
    await asyncio.sleep(0)

    asker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asker
    bot.may_answer.set()
    await turns.answer(turn("trn_1"))

    assert bot.asked == ["trn_1"]


async def test_a_failed_turn_may_be_asked_again(answers: Answers) -> None:
    bot = Bot()
    bot.fails = True
    turns = Turns(answers, bot)
    with pytest.raises(RuntimeError):
        await turns.answer(turn("trn_1"))

    bot.fails = False

    assert (await turns.answer(turn("trn_1")))["number"] == 2


def test_answers_of_yesterday_are_forgotten(tmp_path: Path) -> None:
    now = [0.0]
    path = tmp_path / "answers.db"
    store = Answers(path, clock=lambda: now[0])
    store.put("cnv_1", "trn_1", {"ok": True})
    store.close()

    now[0] = KEPT_SECONDS + 1.0
    store = Answers(path, clock=lambda: now[0])

    assert store.get("cnv_1", "trn_1") is None
    store.close()


def test_only_the_owner_can_read_the_answers(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    Answers(path, clock=lambda: 0.0).close()

    assert path.stat().st_mode & 0o777 == 0o600

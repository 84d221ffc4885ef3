"""Whole conversations with the real product: what is understood, said, handed over.

The files beside this one are what `firstline talk` plays, with what each turn must lead
to: `script` names what the bot says, in its order; `reason` a handoff; `owner` who goes
on (the bot where nothing is written). `says` is part of the words that are shown.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.talk.customer import Seen
from tests.support.played import a_visitor
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]
FOLDER = Path(__file__).parent
KEYS = {"say", "script", "owner", "reason", "says"}


def conversations() -> list[Any]:
    """Every conversation of the folder, named by its id."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        # Every scalar is text here, `say: yes` too.
        parts = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        found += [pytest.param(part["turns"], id=part["id"]) for part in parts]
    return found


@pytest.mark.parametrize("turns", conversations())
async def test_a_conversation_goes_as_written(
    stack: Stack, turns: list[dict[str, Any]]
) -> None:
    async with a_visitor(stack) as customer:
        for turn in turns:
            assert turn.keys() <= KEYS, "an unknown key would check nothing"
            check(turn, await customer.say(turn["say"]))


def check(turn: dict[str, Any], seen: Seen) -> None:
    """The turn led to what is written; a difference names the words of the turn."""
    shown = [line.get("script") for line in seen.shown if line["author"] == "bot"]
    words = " ".join(line["text"] for line in seen.shown)
    reason = seen.handoff["reason"] if seen.handoff else None
    owner = turn.get("owner", "queue" if "reason" in turn else "bot")
    expected = turn.get("script")
    if isinstance(expected, str):
        expected = [expected]

    assert expected in (None, shown), (turn["say"], shown)
    assert reason == turn.get("reason", reason), turn["say"]
    assert seen.owner == owner, turn["say"]
    assert turn.get("says", "") in words, turn["say"]

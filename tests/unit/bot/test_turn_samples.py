"""The pinned samples of the turn's JSON are what the code takes and gives."""

import json
from pathlib import Path

import pytest

from bot.turn_request import parse_turn

SAMPLES = Path("tests/contracts")


def test_the_request_is_taken() -> None:
    content = (SAMPLES / "bot_turn_request.json").read_bytes()

    turn = parse_turn(content)

    assert turn.slots == json.loads(content)["slots"]


@pytest.mark.parametrize("name", ["bot_turn_answer.json", "bot_turn_handoff.json"])
def test_an_answer_has_the_agreed_parts(name: str) -> None:
    answer = json.loads((SAMPLES / name).read_text())

    assert set(answer) == {
        *("ok", "turn_id", "messages", "triage", "handoff", "understanding", "slots")
    }
    for message in answer["messages"]:
        assert set(message) == {"text", "script", "variant", "buttons"}
    assert set(answer["understanding"]) == {
        *("topic", "confidence", "accepted", "matter", "ranking", "second", "entities")
    }
    assert answer["messages"] or answer["handoff"]

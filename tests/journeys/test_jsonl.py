"""`triage --jsonl` and `understand --jsonl`: one object in, the same and more out."""

import json
from typing import Any

import pytest

from tests.support.command import firstline

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(200),
]

GIVEN = [
    {"text": "My parcel is late", "id": 7, "tags": ["a", {"b": None}]},
    {"text": "I'll call my lawyer if it is not here by Friday, urgent!", "id": 8},
    {"text": "I want to talk to a real person", "id": 9},
    {"text": "", "id": 10},
    {"text": '😀\u2028 日本語 \\ " /restart', "id": 11},
]


async def passed_through(command: str) -> list[dict[str, Any]]:
    """What the command makes of GIVEN, one object per line, in the same order."""
    lines = "".join(json.dumps(line) + "\n" for line in GIVEN)
    done = await firstline(command, "--jsonl", given=lines)
    assert done.code == 0, done.err
    found = [json.loads(line) for line in done.out.splitlines()]
    assert len(found) == len(GIVEN)
    for before, after in zip(GIVEN, found, strict=True):
        assert {key: after[key] for key in before} == before
    return found


async def test_triage_adds_its_rating_to_each_line() -> None:
    found = await passed_through("triage")

    for line in found:
        for axis in ("urgency", "impact"):
            assert 0 <= line[axis]["score"] <= 100
            assert line[axis]["level"] in {"low", "high"}
        assert line["priority"] in {"P0", "P1", "P2", "P3", "P4", "none"}
        assert isinstance(line["human_request"], bool)
        for signal in line["signals"]:
            assert set(signal) >= {"name", "certainty", "start", "end", "rule"}
    assert "legal" in {signal["name"] for signal in found[1]["signals"]}
    assert [line["human_request"] for line in found[:3]] == [False, False, True]


async def test_understand_adds_topic_and_ranking_to_each_line() -> None:
    found = await passed_through("understand")

    for line in found:
        assert isinstance(line["accepted"], bool)
        assert 0 <= line["confidence"] <= 1
        assert line["topic"] is None or isinstance(line["topic"], str)
        for entry in line["ranking"]:
            assert set(entry) == {"topic", "confidence"}
        confidences = [entry["confidence"] for entry in line["ranking"]]
        assert confidences == sorted(confidences, reverse=True)
    assert (found[0]["topic"], found[0]["accepted"]) == ("late_delivery", True)
    assert found[3]["accepted"] is False


@pytest.mark.parametrize("command", ["triage", "understand"])
async def test_a_line_that_is_none_is_answered_with_its_number(command: str) -> None:
    wrong = ["not json", "[]", '{"text": 7}', "{}"]

    done = await firstline(
        command, "--jsonl", given="\n".join(['{"text": "hello"}', *wrong])
    )
    first, *refused = map(json.loads, done.out.splitlines())

    assert done.code == 1
    assert first["text"] == "hello"
    assert "Traceback" not in done.err
    assert len(refused) == len(wrong)
    for number, line in enumerate(refused, start=2):
        assert set(line) == {"error"}
        assert line["error"]["code"]
        assert str(number) in str(line["error"])

"""A turn is checked before anything happens."""

import json
from typing import Any

import pytest

from bot.turn_request import BadRequest, TurnRequest, parse_turn

GOOD = {"conversation_id": "cnv_1", "turn_id": "trn_1", "text": "hi", "slots": {"a": 1}}


def body(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_a_whole_request_is_taken_as_it_is() -> None:
    assert parse_turn(body()) == TurnRequest("cnv_1", "trn_1", "hi", {"a": 1})


def test_a_first_turn_needs_no_slots() -> None:
    content = {key: value for key, value in GOOD.items() if key != "slots"}

    assert parse_turn(json.dumps(content).encode()).slots == {}


@pytest.mark.parametrize(
    "bad",
    [b"", b"{", b"\xff", b"null", b"[]", b'"x"', b"[" * 100_000, b'{"text":"x"}'],
)
def test_what_is_no_turn_is_refused(bad: bytes) -> None:
    with pytest.raises(BadRequest):
        parse_turn(bad)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"slots": []}, "slots"),
        ({"slots": None}, "slots"),
        ({"conversation_id": "a b"}, "conversation_id"),
        ({"conversation_id": "x" * 65}, "conversation_id"),
        ({"turn_id": ""}, "turn_id"),
        ({"turn_id": 7}, "turn_id"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_field_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_turn(body(**changes))

    assert caught.value.details == {"field": field}

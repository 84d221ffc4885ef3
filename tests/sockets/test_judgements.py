"""Agreeing with ratings and correcting them, over a console's socket."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.door import Door, a_message, open_door
from tests.support.fakes import FakeTriage, rating


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    triage = FakeTriage({"lawyer": rating("legal", priority="P3", impact="high")})
    async with open_door(tmp_path, limit_off=True, triage=triage) as opened:
        yield opened


async def test_a_correction_reaches_other_consoles_and_never_the_customer(
    door: Door,
) -> None:
    maya = await door.console(await door.person("Maya"))
    tom = await door.console(await door.person("Tom"))
    customer = await door.customer()
    ack = await customer.ask("message.send", a_message("a person please"))
    await customer.event("handoff.queued")
    said = await customer.ask("message.send", a_message("my lawyer will write"))
    about = {"conversation_id": ack["data"]["conversation_id"]}
    for console in (maya, tom):
        await console.ask("conversation.open", about)
    await maya.event("rating.changed")
    word = {**about, "about": "legal", "message_seq": said["data"]["seq"]}

    agreed = await tom.ask("rating.agree", word)
    done = await maya.ask(
        "rating.correct", {**word, "to": "none", "reason": "her job, not a threat"}
    )
    await tom.until(lambda frame: "her job" in repr(frame))

    assert agreed["type"] == done["type"] == "ack"
    event = [e for e in tom.events() if e["type"] == "rating.changed"][-1]
    assert event["author"]["name"] == "Maya"
    assert event["data"]["conversation_rating"]["signals"] == []
    assert event["data"]["judgement"]["new"] == "none"
    await customer.ask("message.send", a_message("hello?"))
    assert "her job" not in repr(customer.got)
    assert "rating" not in repr(customer.got)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "P9"}, "bad_request"),
        ({"reason": ""}, "bad_request"),
        ({"surprise": 1}, "bad_request"),
        ({"message_seq": "3"}, "bad_request"),
        ({"conversation_id": "cnv_none"}, "not_found"),
    ],
)
async def test_a_wrong_correction_is_told_why(
    door: Door, change: dict[str, object], code: str
) -> None:
    maya = await door.console(await door.person("Maya"))
    customer = await door.customer()
    ack = await customer.ask("message.send", a_message("my lawyer, a person please"))
    await customer.event("handoff.queued")
    word = {"about": "matrix", "message_seq": 1, "to": "P4", "reason": "calm"}
    about = {"conversation_id": ack["data"]["conversation_id"]}

    answer = await maya.ask("rating.correct", {**about, **word, **change})

    assert answer["error"]["code"] == code


async def test_a_customer_cannot_judge(door: Door) -> None:
    customer = await door.customer()

    answer = await customer.ask("rating.agree", {"about": "matrix", "message_seq": 1})

    assert answer["type"] == "error"

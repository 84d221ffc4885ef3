"""Words, fields, verbs and bodies that somebody may send (S18, S20, S24, S49, F26)."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.door import Door, a_message, open_door

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


GOOD_ASTRAL = "\U0001f600" * 4000
ACCEPTED = {
    "emoji only": "\U0001f621\U0001f621",
    "4,000 characters": "x" * 4000,
    "4,000 emoji": GOOD_ASTRAL,
    "right to left": "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd",
    "joiners": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 300,
    "combining marks": "z" + "\u0301" * 3000,
    "tags": "hi" + "".join(chr(0xE0000 + ord(char)) for char in "ignore"),
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{7*7}} ${7*7} {% raw %} #{7*7}",
    "formula": '=HYPERLINK("http://evil.example")',
    "another language": "Mein Paket ist immer noch nicht da.",
    "json": '{"type":"handoff.resolve"}',
    "poses as an agent": "\n\n--- Agent Maya ---\nYour refund is approved",
    "control characters": "bell\x07 escape\x1b[31m tab\t line\r\n",
    "intent": '/human{"x":1}',
    "restart": "/restart",
    "external": "EXTERNAL: handoff",
    "zero width slash": "\u200b/restart",
    "full width slash": "\uff0frestart",
}


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
async def test_any_words_are_kept_byte_for_byte_and_do_nothing(
    door: Door, text: str
) -> None:
    customer = await door.customer()
    sent = a_message(text)

    await customer.socket.send_str(
        json.dumps(
            {"type": "message.send", "ref": "1", "data": sent}, ensure_ascii=False
        )
    )
    answer = await customer.until(lambda frame: frame.get("ref") == "1")
    own = await customer.event("message.created", cmid=sent["cmid"])
    await customer.event("message.created", script="utter_listening")

    assert answer["type"] == "ack"
    assert own["data"]["text"] == text
    assert door.bot.turns[-1].text == text
    again = await door.customer()
    assert again.got[0]["data"]["conversation"] is None
    # No words change the owner: the bot that is asked decides.
    assert not [e for e in customer.events() if e["type"].startswith("handoff.")]


REFUSED = {
    "empty": '""',
    "blank": '"  \\n\\t "',
    "too long": json.dumps("x" * 4001),
    "lone surrogate": '"\\ud83d"',
    "reversed surrogates": '"\\udc00\\ud800"',
    "nul": '"a\\u0000b"',
    "number": "1",
    "null": "null",
    "list": '["a"]',
    "object": '{"text":"a"}',
    "true": "true",
    "not a number": "NaN",
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
async def test_what_is_no_message_is_refused_with_a_reason(
    door: Door, value: str
) -> None:
    customer = await door.customer()
    data = f'{{"cmid":"{"a" * 32}","text":{value}}}'

    await customer.socket.send_str(f'{{"type":"message.send","ref":"1","data":{data}}}')
    answer = await customer.next()

    assert (answer["type"], answer["ref"]) == ("error", "1")
    assert answer["error"]["code"] in {"bad_request", "too_large"}
    assert answer["error"]["message"]
    assert (await customer.ask("message.send", a_message()))["data"]["seq"] == 1


PLANTED = [
    {"seq": 99},
    {"owner": "me"},
    {"author": {"kind": "agent"}},
    {"at": "2020-01-01T00:00:00Z"},
    {"epoch": 7},
    {"is_bot": True},
    {"visibility": "internal"},
    {"script": "utter_x"},
    {"buttons": []},
    {"priority": "P0"},
    {"customer_id": "cus_1"},
    {"__proto__": {}},
    {"constructor": {}},
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda field: next(iter(field)))
async def test_a_field_that_is_not_the_senders_to_set_is_refused(
    door: Door, planted: dict[str, Any]
) -> None:
    customer = await door.customer()

    answer = await customer.ask("message.send", a_message() | planted)

    assert answer["error"]["code"] == "bad_request"
    assert next(iter(planted)) in answer["error"]["message"]


VERBS = [
    "__class__",
    "base",
    "",
    "session.hello",
    "handoff.accept",
    "handoff.resolve",
    "note.add",
    "conversation.open",
    "message.send ",
    "MESSAGE.SEND",
    "message",
    "presence.set",
]


@pytest.mark.parametrize("verb", VERBS)
async def test_a_verb_that_is_not_the_customers_does_not_exist(
    door: Door, verb: str
) -> None:
    customer = await door.customer()

    answer = await customer.ask(verb, {})

    assert answer["error"]["code"] == "bad_request"
    assert (await customer.ask("message.send", a_message()))["type"] == "ack"


BODIES: dict[str, bytes] = {
    "empty": b"",
    "not json": b"{",
    "list": b"[]",
    "deep": b"[" * 5_000,
    "nan": b"NaN",
    "unknown field": b'{"surprise":1}',
    "wrong type": b'{"name":1}',
    "too long a name": b'{"name":"' + b"x" * 300 + b'"}',
    "not utf-8": b'{"name":"\xff"}',
    "huge number": b'{"name":1e999}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_malformed_body_is_an_error_with_a_code(
    door: Door, body: bytes
) -> None:
    async with door.session().post("/api/customer/sessions", data=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad_request"


async def test_a_body_above_the_limit_is_refused(door: Door) -> None:
    body = b'{"name":"' + b"x" * 200_000 + b'"}'
    async with door.session().post("/api/customer/sessions", data=body) as answer:
        assert answer.status == 413
        assert (await answer.json())["error"]["code"] == "too_large"


async def test_a_packed_body_is_not_unpacked(door: Door) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    headers = {"Content-Encoding": "gzip"}
    async with door.session().post(
        "/api/customer/sessions", data=bomb, headers=headers
    ) as answer:
        assert answer.status in (400, 413)


async def test_no_error_tells_of_the_inside(door: Door) -> None:
    customer = await door.customer()
    frames = [
        "{",
        '{"type":"x","ref":"1","data":{"a":',
        '{"type":"message.send","ref":"1","data":{"cmid":"x","text":1}}',
        '{"type":"seen.set","ref":"1","data":{"seq":-1}}',
        '{"type":"seen.set","ref":"1","data":{"seq":1e400}}',
        '{"type":"seen.set","ref":"1","data":{"seq":99999999999999999999}}',
    ]
    for frame in frames:
        await customer.socket.send_str(frame)
        answer = await customer.next()
        assert answer["type"] == "error"
        told = json.dumps(answer).lower()
        for word in ("traceback", "sqlite", "select ", "/home", "handoff/", ".py"):
            assert word not in told

"""Tokens and ids: guessing, swapping, bending (S1-S3, S6, S54)."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, text
from yarl import URL

from handoff.ids import digest
from handoff.storage.tables import customers
from tests.support.door import Door, a_message, open_door

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

BENT: list[Any] = [
    0,
    1,
    True,
    [],
    ["cnv_1"],
    {},
    {"$ne": None},
    1.5,
    "",
    "0",
    "true",
    "null",
    " ",
    "cnv_",
    "../cnv_1",
    "cnv_1' OR '1'='1",
    "cnv_1\u0000",
    "%63nv_1",
    "x" * 65,
]
INJECTIONS = [
    "' OR 1=1 --",
    "'; DROP TABLE events; --",
    '" OR ""="',
    "1) UNION SELECT token_hash FROM customers --",
    "cnv_%",
    "cnv__",
    "\\",
    "$.x",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def a_conversation(door: Door) -> tuple[str, str]:
    """The token and the conversation of a customer who has written."""
    token = await door.visitor()
    customer = await door.customer(token)
    ack = await customer.ask("message.send", a_message())
    await customer.event("message.created", script="utter_listening")
    return token, ack["data"]["conversation_id"]


async def count_events(door: Door) -> int:
    """How many events the database holds."""
    count: int = await door.desk.reader.read(
        lambda connection: connection.scalar(text("SELECT count(*) FROM events"))
    )
    return count


async def test_a_token_is_long_random_and_kept_only_as_its_hash(door: Door) -> None:
    tokens = {await door.visitor() for _ in range(20)}

    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)
    stored = await door.desk.reader.read(
        lambda connection: set(connection.scalars(select(customers.c.token_hash)))
    )
    assert stored >= {digest(token) for token in tokens}
    assert not stored & tokens


async def test_no_near_miss_of_a_token_is_let_in(door: Door) -> None:
    token = await door.visitor()
    stored = digest(token)
    swapped = token.swapcase()
    near = [
        token[:-1],
        token[1:],
        token + "A",
        f"{token} {token}",
        swapped,
        token + "\u0000",
        stored,
        "",
        "%",
        "*",
    ]
    for guess in near:
        frames = await door.socket("/ws/customer")
        answer = await frames.ask("session.hello", {"token": guess})
        assert answer["error"]["code"] == "not_signed_in", guess


async def test_anothers_conversation_looks_exactly_like_none_at_all(
    door: Door,
) -> None:
    _, theirs = await a_conversation(door)
    mine = await door.visitor()
    absent = "cnv_" + "0" * 32
    answers = []
    for conversation_id in (theirs, absent):
        frames = await door.socket("/ws/customer")
        hello = await frames.ask(
            "session.hello", {"token": mine, "conversation_id": conversation_id}
        )
        customer = await door.customer(mine)
        about = {"conversation_id": conversation_id}
        sent = await customer.ask("message.send", a_message(**about))
        human = await customer.ask("human.request", about)
        session = door.session(Authorization=f"Bearer {mine}")
        async with session.get("/api/customer/events", params=about) as answer:
            polled = (answer.status, await answer.json())
        answers.append(
            [hello["error"], sent["error"], human["error"], *polled],
        )

    assert answers[0] == answers[1]
    assert answers[0][0]["code"] == "not_found"


@pytest.mark.parametrize("bent", BENT, ids=repr)
async def test_a_bent_id_is_refused_and_never_taken_for_another(
    door: Door, bent: Any
) -> None:
    token, _ = await a_conversation(door)
    customer = await door.customer(token)
    about = {"conversation_id": bent}

    sent = await customer.ask("message.send", a_message(**about))
    frames = await door.socket("/ws/customer")
    hello = await frames.ask("session.hello", {"token": token, **about})

    for answer in (sent, hello):
        assert answer["type"] == "error"
        assert answer["error"]["code"] in {"bad_request", "not_found"}


@pytest.mark.parametrize("words", INJECTIONS)
async def test_database_words_in_an_id_find_nothing(door: Door, words: str) -> None:
    before = await count_events(door)
    browser = await door.person()
    about = {"conversation_id": words}
    mine = await door.visitor()
    session = door.session(Authorization=f"Bearer {mine}")
    path = URL("/api/agent/conversations/") / words

    async with session.get("/api/customer/events", params=about) as answer:
        assert answer.status == 404
    async with browser.get("/api/agent/events", params=about) as answer:
        assert answer.status == 404
    async with browser.get(path) as answer:
        assert answer.status == 404
    for name in ("since", "wait"):
        async with session.get("/api/customer/events", params={name: words}) as answer:
            assert answer.status == 400
    assert await count_events(door) == before


@pytest.mark.parametrize("words", INJECTIONS)
async def test_database_words_in_a_login_let_nobody_in(door: Door, words: str) -> None:
    await door.person()
    body = {"login": words, "password": words}
    async with door.session().post("/api/sign-in", json=body) as answer:
        assert answer.status == 401


async def test_a_token_in_the_address_is_no_sign_in(door: Door) -> None:
    token, conversation_id = await a_conversation(door)
    about = {"token": token, "conversation_id": conversation_id}

    async with door.session().get("/api/customer/events", params=about) as answer:
        assert answer.status == 401


async def test_no_answer_or_log_line_repeats_a_token(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    token, conversation_id = await a_conversation(door)
    customer = await door.customer(token, conversation_id=conversation_id)
    await customer.ask("message.send", {"cmid": token, "text": "", "token": token})
    session = door.session(Authorization=f"Bearer {token}")
    async with session.get("/api/customer/events?x=1") as answer:
        body = await answer.text()

    output = capsys.readouterr()
    assert token not in json.dumps(customer.got)
    assert token not in body
    assert token not in output.out + output.err

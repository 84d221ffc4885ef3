"""The bot over HTTP: every way it can misbehave has a name."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from handoff.config import Settings
from handoff.domain.turn import Turn
from handoff.errors import (
    BotFailed,
    BotRefused,
    BotSilent,
    BotTimeout,
    BotUnavailable,
    DependencyFailed,
)
from handoff.gateways.bot import HttpBot
from tests.support.clock import ManualClock

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TURN = Turn(
    turn_id="trn_1",
    conversation_id="cnv_1",
    seq_in=1,
    epoch=1,
    attempt=1,
    asked_at=datetime(2026, 11, 22, tzinfo=UTC),
    text="Hello",
    slots={"locale": "en"},
)
GOOD: dict[str, Any] = {
    "ok": True,
    "turn_id": "trn_1",
    "messages": [{"text": "Hi", "script": "utter_greet", "variant": "greet.en.1"}],
    "triage": None,
    "handoff": None,
    "understanding": {"topic": "greet", "confidence": 1.0, "accepted": True},
    "slots": {},
}


class Stage:
    """A bot's server whose answers a test decides."""

    def __init__(self) -> None:
        self.handler: Handler = answering(GOOD)
        self.ready = True
        self.requests: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []

    async def turn(self, request: web.Request) -> web.StreamResponse:
        """One turn."""
        self.requests.append(await request.json())
        self.tokens.append(request.headers.get("Authorization"))
        return await self.handler(request)

    async def health(self, _request: web.Request) -> web.Response:
        """Whether it is ready."""
        return web.json_response({"status": "ok", "ready": self.ready, "model": "m"})


def answering(body: Any, status: int = 200) -> Handler:
    """A handler that answers that."""

    async def handle(_request: web.Request) -> web.StreamResponse:
        if isinstance(body, bytes):
            return web.Response(body=body, status=status)
        return web.json_response(body, status=status)

    return handle


@pytest.fixture
def stage() -> Stage:
    """The bot's server."""
    return Stage()


@pytest.fixture
async def server(stage: Stage) -> AsyncIterator[TestServer]:
    """The stage, listening on loopback."""
    app = web.Application()
    app.router.add_post("/webhooks/firstline/turn", stage.turn)
    app.router.add_get("/webhooks/firstline/", stage.health)
    running = TestServer(app, host="127.0.0.1")
    async with running:
        yield running


@pytest.fixture
def clock() -> ManualClock:
    """The gateway's time."""
    return ManualClock()


@pytest.fixture
async def bot(server: TestServer, clock: ManualClock) -> AsyncIterator[HttpBot]:
    """The gateway to the stage."""
    made = HttpBot(
        Settings(bot_url=str(server.make_url("/")), bot_token=SecretStr("secret")),
        clock,
    )
    yield made
    await made.close()


async def test_turn_is_posted_with_token_and_slots(bot: HttpBot, stage: Stage) -> None:
    reply = await bot.answer(TURN, seconds=5)

    assert reply.messages[0].variant == "greet.en.1"
    assert stage.tokens == ["Bearer secret"]
    assert stage.requests == [
        {
            "conversation_id": "cnv_1",
            "turn_id": "trn_1",
            "text": "Hello",
            "slots": {"locale": "en"},
        }
    ]


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({**GOOD, "messages": []}, 200, BotSilent),
        ({**GOOD, "messages": [{"text": " \n"}]}, 200, BotSilent),
        ({**GOOD, "messages": [{"text": None}]}, 200, BotFailed),
        ({**GOOD, "turn_id": "trn_2"}, 200, BotFailed),
        ({**GOOD, "handoff": {"reason": "because"}}, 200, BotFailed),
        ({**GOOD, "slots": []}, 200, BotFailed),
        ([], 200, BotFailed),
        (b"<html>oops</html>", 200, BotFailed),
        (b"\xff\xfe", 200, BotFailed),
        (b"[" * 100_000, 200, BotFailed),
        (b"x" * (11 << 20), 200, BotFailed),
        ({"ok": False, "error": {"code": "bad_request"}}, 400, BotRefused),
        ({"ok": False, "error": {"code": "not_signed_in"}}, 401, BotRefused),
        ({"ok": False, "error": {"code": "turn_failed"}}, 500, BotFailed),
        ({"ok": False, "error": {"code": "not_ready"}}, 503, BotUnavailable),
        (b"gone", 302, BotFailed),
    ],
)
async def test_bad_answer_has_a_name(
    bot: HttpBot, stage: Stage, body: Any, status: int, error: type[DependencyFailed]
) -> None:
    stage.handler = answering(body, status)

    with pytest.raises(error):
        await bot.answer(TURN, seconds=5)


async def test_answer_that_only_asks_for_a_person_is_no_silence(
    bot: HttpBot, stage: Stage
) -> None:
    stage.handler = answering({**GOOD, "messages": [], "handoff": {"reason": "threat"}})

    reply = await bot.answer(TURN, seconds=5)

    assert reply.handoff is not None


async def test_bot_that_hangs_is_given_up_at_the_deadline(
    bot: HttpBot, stage: Stage
) -> None:
    let_go = asyncio.Event()

    async def hang(_request: web.Request) -> web.StreamResponse:
        await let_go.wait()
        return web.json_response(GOOD)

    stage.handler = hang
    with pytest.raises(BotTimeout):
        await bot.answer(TURN, seconds=0.05)
    let_go.set()


async def test_bot_that_is_still_busy_with_the_turn_is_asked_until_it_is_done(
    bot: HttpBot, stage: Stage
) -> None:
    busy = {"ok": False, "error": {"code": "turn_in_progress"}}

    async def handle(request: web.Request) -> web.StreamResponse:
        if len(stage.requests) == 1:
            return await answering(busy, 409)(request)
        return await answering(GOOD)(request)

    stage.handler = handle

    reply = await bot.answer(TURN, seconds=5)

    assert (reply.turn_id, len(stage.requests)) == ("trn_1", 2)


async def test_bot_that_cannot_be_reached_is_unavailable(
    bot: HttpBot, server: TestServer
) -> None:
    await server.close()

    with pytest.raises(BotUnavailable):
        await bot.answer(TURN, seconds=5)


async def test_bot_that_keeps_failing_is_left_alone_and_then_tried(
    bot: HttpBot, stage: Stage, clock: ManualClock
) -> None:
    stage.handler = answering(b"", 500)
    for _ in range(5):
        with pytest.raises(BotFailed):
            await bot.answer(TURN, seconds=5)

    with pytest.raises(BotUnavailable):
        await bot.answer(TURN, seconds=5)
    asked = len(stage.requests)
    clock.advance(5)
    stage.handler = answering(GOOD)
    await bot.answer(TURN, seconds=5)

    assert (asked, len(stage.requests)) == (5, 6)


async def test_probe_tells_readiness(bot: HttpBot, stage: Stage) -> None:
    stage.ready = False
    assert not await bot.probe()
    assert (bot.ready, bot.ever_ready) == (False, False)

    stage.ready = True
    assert await bot.probe()
    assert await bot.wait_ready(seconds=0)

    stage.ready = False
    assert not await bot.probe()
    assert (bot.ready, bot.ever_ready) == (False, True)

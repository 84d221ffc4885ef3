"""The only door of the bot: turns, its health, and another model to serve."""

from __future__ import annotations

import gc
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.action_endpoint import ActionServer, validate_quickly
from bot.answering import CHANNEL, ActionsFailed, NotReady, TurnFailed, answer_turn
from bot.config import Settings, settings
from bot.published import published
from bot.quick import make_quick
from bot.swap import Swapper, SwapRefused, parse_wanted
from bot.turn_request import BadRequest, TurnRequest, parse_turn
from bot.turns import Answers, TurnInProgress, Turns

logger = logging.getLogger(__name__)

MOST_BYTES = 1_000_000
# Where `firstline train` puts its models, seen from where the bot is started.
MODELS = Path("models")


class FirstlineInput(InputChannel):
    """Answers `POST /webhooks/firstline/turn` and `.../model`."""

    def __init__(self, chosen: Settings) -> None:
        """Serve with these settings."""
        self._settings = chosen
        self._swapper = Swapper(MODELS)
        self._actions = ActionServer(chosen.actions_url)
        validate_quickly()
        make_quick()

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that names this channel."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Return the channel; its token comes from the environment, not from a file."""
        return cls(settings())

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """Return the routes. Rasa's own handler is not used: it hides failures."""
        blueprint = Blueprint("firstline_channel")

        # Functions, because Sanic marks its handlers and a method cannot be marked.
        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            return await self._health(request.app)

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._turn(request)

        @blueprint.post("/model")
        async def model(request: Request) -> HTTPResponse:
            return await self._model(request)

        blueprint.listener("after_server_start")(_start)
        blueprint.listener("before_server_stop")(_stop)
        return blueprint

    async def _health(self, app: Sanic) -> HTTPResponse:
        agent = getattr(app.ctx, "agent", None)
        if agent is None or not agent.is_ready() or not await self._actions.is_up():
            return _json({"status": "ok", "ready": False, "model": None})
        return _json({"status": "ok", "ready": True, "model": agent.model_name})

    async def _turn(self, request: Request) -> HTTPResponse:
        if not self._signed_in(request):
            return _error(401, "not_signed_in", "a valid bearer token is needed")
        if len(request.body) > MOST_BYTES:
            return _error(413, "too_large", f"more than {MOST_BYTES} bytes")
        try:
            turn = parse_turn(request.body)
        except BadRequest as error:
            return _error(400, "bad_request", str(error), error.details)
        return await self._answered(request.app, turn)

    async def _model(self, request: Request) -> HTTPResponse:
        """Serve another model from the next turn on; turns under way keep theirs."""
        if not self._signed_in(request):
            return _error(401, "not_signed_in", "a valid bearer token is needed")
        began = time.monotonic()
        try:
            wanted = parse_wanted(request.body[:MOST_BYTES])
            current = getattr(request.app.ctx, "agent", None)
            if current is None:
                return _error(503, "not_ready", "the bot is still starting")
            request.app.ctx.agent = await self._swapper.load(wanted, current)
        except SwapRefused as error:
            return _error(error.status, error.code, str(error))
        seconds = round(time.monotonic() - began, 3)
        return _json({"ok": True, "model": wanted.file, "seconds": seconds})

    async def _answered(self, app: Sanic, turn: TurnRequest) -> HTTPResponse:
        try:
            return _json(await self._turns(app).answer(turn))
        except TurnInProgress:
            return _error(409, "turn_in_progress", "another turn is being answered")
        except NotReady as error:
            return _error(503, "not_ready", str(error))
        except ActionsFailed as error:
            logger.error("turn %s: %s", turn.turn_id, error)
            return _error(500, "actions_failed", str(error))
        except TurnFailed as error:
            logger.error("turn %s: %s", turn.turn_id, error)
            return _error(500, "turn_failed", str(error))
        except Exception:  # the edge: nothing that goes wrong may look like silence
            logger.exception("turn %s failed", turn.turn_id)
            return _error(500, "turn_failed", "the turn could not be answered")

    def _signed_in(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        wanted = f"Bearer {self._settings.bot_token}".encode()
        same = hmac.compare_digest(given, wanted)
        return same and bool(self._settings.bot_token)

    def _turns(self, app: Sanic) -> Turns:
        """Return the turns of this process, opened by the one loop that uses them."""
        turns: Turns | None = getattr(app.ctx, "turns", None)
        if turns is None:

            async def answering(turn: TurnRequest) -> dict[str, Any]:
                # Asked each time: a new model comes with a new agent.
                agent = getattr(app.ctx, "agent", None)
                return await answer_turn(agent, turn, self._settings)

            app.ctx.answers = Answers(self._settings.folder / "answers.db")
            turns = app.ctx.turns = Turns(app.ctx.answers, answering)
        return turns


def settle() -> None:
    """Let the garbage collector pass over all that a start has loaded.

    Rasa's libraries are a million objects: looking at them stops every turn for tenths
    of a second, most of all while a model is swapped.
    """
    gc.collect()
    gc.freeze()


async def _start(app: Sanic, _: Any) -> None:
    settle()
    app.ctx.scripts_task = app.loop.create_task(published().keep_fresh())


async def _stop(app: Sanic, _: Any) -> None:
    app.ctx.scripts_task.cancel()
    answers: Answers | None = getattr(app.ctx, "answers", None)
    if answers:
        answers.close()


def _json(content: dict[str, Any], status: int = 200) -> HTTPResponse:
    # Plain ASCII: whatever characters a customer sends, the answer can be encoded.
    body = json.dumps(content).encode("ascii")
    return raw(body, status=status, content_type="application/json")


def _error(
    status: int, code: str, message: str, details: dict[str, Any] | None = None
) -> HTTPResponse:
    error = {"code": code, "message": message, "details": details}
    return _json({"ok": False, "error": error}, status)

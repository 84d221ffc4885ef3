"""A bot process's stand-in behind the real HTTP contract, quick or slow as it likes.

It answers every turn, remembers what it answered, rates "urgent" words high and asks
for a handoff where a text says "person".
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.support.fakes import CALM, rating

ANSWER = "I'm sorry to hear that. I will look into it."


class StandInBot:
    """Answers turns as docs/protocol.md says, each after a random delay."""

    def __init__(self, rng: random.Random, *, delay: tuple[float, float]) -> None:
        self._rng = rng
        self._delay = delay
        self._answers: dict[str, dict[str, Any]] = {}
        self.asked = 0

    async def turn(self, request: web.Request) -> web.Response:
        """POST .../turn: the recorded answer, or a new one."""
        asked = await request.json()
        self.asked += 1
        await asyncio.sleep(self._rng.uniform(*self._delay))
        turn_id = asked["turn_id"]
        answer = self._answers.setdefault(turn_id, self._answer(turn_id, asked["text"]))
        return web.json_response(answer)

    async def health(self, _request: web.Request) -> web.Response:
        """GET .../: ready."""
        return web.json_response({"status": "ok", "ready": True, "model": "stand-in"})

    def _answer(self, turn_id: str, text: str) -> dict[str, Any]:
        wanted = {"reason": "customer_request", "topic": "late_delivery", "note": ""}
        return {
            "ok": True,
            "turn_id": turn_id,
            "messages": [
                {
                    "text": ANSWER,
                    "script": "utter_late_delivery",
                    "variant": "late_delivery.en.1",
                    "buttons": [],
                }
            ],
            "triage": rating(urgency="high") if "urgent" in text else CALM,
            "handoff": wanted if "person" in text else None,
            "understanding": {"topic": "late_delivery", "confidence": 0.9},
            "slots": {"order_number": "4471-0093"},
        }


@asynccontextmanager
async def standin_bot(
    rng: random.Random, *, delay: tuple[float, float] = (0.002, 0.06)
) -> AsyncIterator[str]:
    """The address of a stand-in that listens on a free port inside the block."""
    bot = StandInBot(rng, delay=delay)
    app = web.Application()
    app.router.add_post("/webhooks/firstline/turn", bot.turn)
    app.router.add_get("/webhooks/firstline/", bot.health)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()

"""Turns put to the bot of a running stack itself, as the desk puts them."""

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.support.stack import Stack


class BotTurns:
    """One conversation with the bot; its state travels with each turn."""

    def __init__(self, session: aiohttp.ClientSession, stack: Stack) -> None:
        secrets = json.loads((stack.folder / "secrets.json").read_text())
        self._headers = {"Authorization": f"Bearer {secrets['bot_token']}"}
        self._session = session
        self._url = f"{stack.bot_url}/webhooks/firstline/turn"
        self._conversation = f"cnv_{uuid.uuid4().hex}"
        self.slots: dict[str, Any] = {"customer_name": None, "locale": "en"}

    async def say(self, text: str, **slots: Any) -> dict[str, Any]:
        """The bot's answer to `text`; `slots` are what the desk adds to the state."""
        asked = {
            "conversation_id": self._conversation,
            "turn_id": f"trn_{uuid.uuid4().hex}",
            "text": text,
            "slots": {**self.slots, **slots},
        }
        async with self._session.post(
            self._url, json=asked, headers=self._headers
        ) as answer:
            answer.raise_for_status()
            answered: dict[str, Any] = await answer.json()
        self.slots = {**self.slots, **answered["slots"]}
        return answered


def scripts_of(answer: Mapping[str, Any]) -> list[str]:
    """The scripts that the answer speaks, in their order."""
    return [message["script"] for message in answer["messages"]]


@asynccontextmanager
async def bot_turns(stack: Stack) -> AsyncIterator[BotTurns]:
    """A new conversation with the bot."""
    limit = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=limit) as session:
        yield BotTurns(session, stack)

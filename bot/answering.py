"""Answers one turn with Rasa: state in, message through, answer and state out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from bot.action_endpoint import watch
from bot.config import Settings
from bot.dialogue_state import capture, restore
from bot.text import literal
from bot.turn_context import CURRENT, TurnContext
from bot.turn_request import TurnRequest

CHANNEL = "firstline"
MARK = "triage_turn"
HANDOFF = "handoff_request"
# What the conversation is about: small talk and "a person, please" never replace it.
MATTER = "last_topic"


class NotReady(Exception):
    """Raised if no model is loaded yet."""


class TurnFailed(Exception):
    """Raised if Rasa gave no usable answer; the message says why, without texts."""


class ActionsFailed(TurnFailed):
    """Raised if an action could not be run: what was said may be half the truth."""


class Collected(OutputChannel):
    """Keeps what the bot says, each message whole and with its script."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which variants may ask for."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message; what has no text says nothing and is left out."""
        text = (message.get("text") or "").strip()
        if not text:
            return
        self.messages.append(
            {
                "text": text,
                "script": message.get("script") or message.get("utter_action"),
                "variant": message.get("variant"),
                "buttons": [_button(b) for b in message.get("buttons") or ()],
            }
        )


async def answer_turn(
    agent: Agent | None, request: TurnRequest, settings: Settings
) -> dict[str, Any]:
    """Return the answer of a turn as it goes over the wire.

    Raises NotReady, ActionsFailed, or TurnFailed for a turn that took too long or said
    nothing at all.
    """
    if agent is None or not agent.is_ready():
        raise NotReady("no model is loaded")
    watch(agent, settings.actions_url)
    tracker, said = restore(request.conversation_id, request.slots, agent.domain)
    turn = TurnContext(request.conversation_id, tracker, said)
    output = Collected()
    CURRENT.set(turn)  # the turn runs in a task of its own: nothing to reset
    # A second before the desk gives up, so that it hears why.
    patience = max(settings.turn_deadline - 1.0, 0.5)
    try:
        await asyncio.wait_for(
            agent.handle_message(_message(request, output)), patience
        )
    except asyncio.TimeoutError as error:
        raise TurnFailed(f"no answer within {patience:g} s") from error
    _check(turn, request.turn_id, agent)
    return _answer(turn, request.turn_id, output.messages)


def _message(request: TurnRequest, output: Collected) -> UserMessage:
    metadata = {"turn_id": request.turn_id}
    message = UserMessage(
        output_channel=output,
        sender_id=request.conversation_id,
        input_channel=CHANNEL,
        message_id=request.turn_id,
        metadata=metadata,
    )
    # Set afterwards: the constructor strips, and evidence points at characters.
    message.text = literal(request.text)
    return message


def _check(turn: TurnContext, turn_id: str, agent: Agent) -> None:
    """Find out what Rasa passes over in silence."""
    if turn.failures:
        raise ActionsFailed("failed: " + ", ".join(sorted(set(turn.failures))))
    has_mark = any(slot.name == MARK for slot in agent.domain.slots)
    if has_mark and turn.tracker.get_slot(MARK) != turn_id:
        raise ActionsFailed("the message was not triaged")


def _answer(
    turn: TurnContext, turn_id: str, messages: list[dict[str, Any]]
) -> dict[str, Any]:
    handoff = turn.tracker.slots.get(HANDOFF)
    wanted = handoff.value if handoff else None
    if not messages and not wanted:
        raise TurnFailed("nothing was said")
    triage = turn.tracker.slots.get("triage")
    return {
        "ok": True,
        "turn_id": turn_id,
        "messages": messages,
        "triage": triage.value if triage else None,
        "handoff": wanted,
        "understanding": _understanding(turn.tracker),
        "slots": capture(turn.tracker, turn.said),
    }


def _understanding(tracker: DialogueStateTracker) -> dict[str, Any]:
    parsed: Mapping[str, Any] = tracker.latest_message.parse_data
    entities = [
        {"name": e["entity"], "value": e["value"], "start": e["start"], "end": e["end"]}
        for e in parsed.get("entities") or ()
        if "start" in e
    ]
    matter = tracker.slots.get(MATTER)
    return {
        **(parsed.get("understanding") or {}),
        "entities": entities,
        "matter": matter.value if matter else None,
    }


def _button(button: Mapping[str, Any]) -> dict[str, str]:
    title = str(button.get("title") or "")
    text = str(button.get("text") or button.get("payload") or title)
    return {"title": title, "text": title if text.startswith("/") else text}

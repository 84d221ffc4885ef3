"""A bot turn: one customer message, one call to the bot, one recorded answer."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from handoff.domain.handoff import HandoffRequest


class TurnState(StrEnum):
    """How far a turn is; the first two are unfinished."""

    PENDING = "pending"
    CALLING = "calling"
    DONE = "done"
    FAILED = "failed"
    DISCARDED = "discarded"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot is asked: the text, and all it needs to know besides."""

    turn_id: str
    conversation_id: str
    seq_in: int
    epoch: int
    attempt: int
    asked_at: datetime
    text: str
    slots: dict[str, Any]


class Button(msgspec.Struct, frozen=True):
    """A quick reply: pressing it sends `text` as an ordinary message."""

    title: str
    text: str


class BotMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One thing the bot says, with the script and variant that it came from."""

    text: str
    script: str | None = None
    variant: str | None = None
    buttons: list[Button] = msgspec.field(default_factory=list)


class RankedTopic(msgspec.Struct, frozen=True):
    """A topic that the message may be about."""

    topic: str
    confidence: float


class Understanding(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot took the message to be about.

    `matter` is what the whole conversation is about: a complaint or a question, which
    small talk or a wish for a person does not replace; None before there is one.
    """

    topic: str | None = None
    confidence: float = 0.0
    accepted: bool = False
    ranking: list[RankedTopic] = msgspec.field(default_factory=list)
    entities: list[dict[str, Any]] = msgspec.field(default_factory=list)
    second: str | None = None
    matter: str | None = None


class BotReply(msgspec.Struct, frozen=True, kw_only=True):
    """The bot's whole answer to one turn."""

    turn_id: str
    messages: list[BotMessage]
    triage: dict[str, Any] | None
    handoff: HandoffRequest | None
    understanding: Understanding
    slots: dict[str, Any]

"""Reading the bot's answer, strictly: a broken one must never pass for a good one."""

from typing import Final

import msgspec

from handoff.domain.turn import BotReply, Turn
from handoff.errors import (
    BotFailed,
    BotRefused,
    BotSilent,
    BotUnavailable,
    DependencyFailed,
)

MAX_BYTES: Final = 1 << 20
"""Longest answer that is read: far above any real one."""

_decoder: Final = msgspec.json.Decoder(BotReply)


class _Code(msgspec.Struct):
    code: str = ""


class _Refusal(msgspec.Struct):
    error: _Code = msgspec.field(default_factory=_Code)


def parse_reply(body: bytes, *, turn: Turn) -> BotReply:
    """The bot's answer to the turn.

    Raises:
        BotFailed: the body is not an answer, or answers another turn.
        BotSilent: it says nothing and asks for nobody.
    """
    try:
        reply = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BotFailed(f"the bot's answer is malformed: {error}") from error
    if reply.turn_id != turn.turn_id:
        raise BotFailed("the bot answered another turn")
    spoken = any(message.text.strip() for message in reply.messages)
    if not spoken and reply.handoff is None:
        raise BotSilent("the bot had nothing to say")
    return reply


def parse_refusal(status: int, body: bytes) -> DependencyFailed:
    """The error that a status other than 200 stands for (docs/protocol.md, 1)."""
    try:
        code = msgspec.json.decode(body, type=_Refusal).error.code
    except (msgspec.DecodeError, UnicodeDecodeError):
        code = ""
    details = {"status": status, "code": code}
    if status == 503:
        return BotUnavailable("the bot is not ready", details=details)
    if status in (400, 401, 403, 404, 413):
        return BotRefused("the bot refused the turn", details=details)
    return BotFailed("the bot failed to answer", details=details)

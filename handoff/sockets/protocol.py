"""Every command a client may send and how frames are written (docs/protocol.md).

Schemas are closed: an unknown field is an error, and so is an unknown command.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from handoff.errors import FirstlineError
from handoff.http import decode, error_body

VISITOR_BYTES: Final = 16 * 1024
"""Largest frame or body of a customer: 4,000 characters of four bytes, and room."""
CONSOLE_BYTES: Final = 64 * 1024
"""Largest frame or body of a console."""
MAX_CHARS: Final = 4000
"""Longest message, in characters."""
REF_CHARS: Final = 64
"""Longest `ref` of a command."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Cmid = Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F-]{32,36}$")]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Secret = Annotated[str, msgspec.Meta(max_length=200)]
Note = Annotated[str, msgspec.Meta(max_length=MAX_CHARS)]


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every command's data has in common: no field but those it names."""


class Empty(Command, frozen=True):
    """A command without data."""


class CustomerHello(Command, frozen=True):
    """Who the customer is, and how much of which conversation their page holds."""

    token: Secret
    conversation_id: Id | None = None
    last_seq: Seq = 0


class CustomerMessage(Command, frozen=True):
    """The customer says something; `cmid` is made once per message."""

    cmid: Cmid
    text: str
    conversation_id: Id | None = None


class HumanRequest(Command, frozen=True):
    """The customer wants a person."""

    conversation_id: Id | None = None


class CorrectPacket(Command, frozen=True):
    """The customer puts right what is passed on."""

    name: Id
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    conversation_id: Id


class Typing(Command, frozen=True):
    """The customer types, or has stopped."""

    on: bool


class Seen(Command, frozen=True):
    """The customer has seen everything up to `seq`."""

    seq: Seq


class AgentHello(Command, frozen=True):
    """The console proves that it is the signed-in page, not another site's."""

    csrf: Secret
    cursor: Seq | None = None


class OpenConversation(Command, frozen=True):
    """The console wants a conversation and all that follows in it."""

    conversation_id: Id
    last_seq: Seq = 0


class CloseConversation(Command, frozen=True):
    """The console no longer shows the conversation."""

    conversation_id: Id


class AcceptHandoff(Command, frozen=True):
    """The agent takes the conversation that waits."""

    handoff_id: Id


class AgentMessage(Command, frozen=True):
    """The agent says something, as the owner that `epoch` proves."""

    conversation_id: Id
    cmid: Cmid
    text: str
    epoch: Seq
    last_seq: Seq


class AddNote(Command, frozen=True):
    """The agent notes something that the customer never sees."""

    conversation_id: Id
    cmid: Cmid
    text: str


class ReturnHandoff(Command, frozen=True):
    """The agent gives the conversation back to the bot."""

    conversation_id: Id
    epoch: Seq
    note: Note = ""


class ResolveHandoff(Command, frozen=True):
    """The agent ends the conversation; without a time the usual check-in follows."""

    conversation_id: Id
    epoch: Seq
    outcome: Id
    remedy: Id
    root_cause: Id
    follow_up: Id | None = None
    note: Note = ""


class NoteCall(Command, frozen=True):
    """The agent has called the customer, and reached them or not."""

    conversation_id: Id
    epoch: Seq
    reached: bool


class AgreeRating(Command, frozen=True):
    """The agent finds the matrix, or a signal, of a message right."""

    conversation_id: Id
    about: Id
    message_seq: Seq


class CorrectRating(Command, frozen=True):
    """The agent says what the matrix, or a signal, of a message should be."""

    conversation_id: Id
    about: Id
    message_seq: Seq
    to: Id
    reason: Note


class SetPresence(Command, frozen=True):
    """The agent is online, away or offline."""

    presence: Id


class AgentTyping(Command, frozen=True):
    """The agent types in a conversation, or has stopped."""

    conversation_id: Id
    on: bool


class AgentSeen(Command, frozen=True):
    """The agent has seen a conversation up to `seq`."""

    conversation_id: Id
    seq: Seq


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command as it arrives; its answer carries the same `ref`."""

    type: Annotated[str, msgspec.Meta(max_length=64)]
    ref: Annotated[str, msgspec.Meta(max_length=REF_CHARS)]
    data: msgspec.Raw = msgspec.Raw(b"{}")


_envelope: Final = msgspec.json.Decoder(Envelope)
encode: Final = msgspec.json.Encoder().encode


def read_envelope(raw: str | bytes) -> Envelope:
    """The command's envelope; its data is still unread.

    Raises:
        ValidationFailed: it is not JSON, or not an envelope; `message` says where.
    """
    return decode(_envelope, raw)


def find_ref(raw: str | bytes) -> str | None:
    """The `ref` of a command that could not be read, as far as it can be made out."""
    # Python's own reader takes what is no proper text, such as half an emoji.
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    ref = given.get("ref") if isinstance(given, dict) else None
    fits = isinstance(ref, str) and len(ref) <= REF_CHARS and ref.isprintable()
    return ref if fits else None


def frame(kind: str, data: Mapping[str, Any], *, ref: str | None = None) -> bytes:
    """One server frame as it goes over the wire."""
    if ref is None:
        return encode({"type": kind, "data": data})
    return encode({"type": kind, "ref": ref, "data": data})


def error_frame(error: FirstlineError, ref: str | None) -> bytes:
    """The frame that tells a client why its command failed."""
    return encode({"type": "error", "ref": ref, **error_body(error)})

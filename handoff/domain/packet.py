"""The handoff packet: all that a person needs, so that nobody has to ask again.

Every fact, promise and summary line names the message that it comes from.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from handoff.clock import iso
from handoff.domain.conversation import Conversation
from handoff.domain.event import AuthorKind, Event
from handoff.domain.handoff import HandoffRequest
from handoff.domain.views import CustomerProfile
from handoff.domain.words import Words

VERSION: Final = 2
MAX_LINE: Final = 280
MAX_SUMMARY: Final = 6
BARE: Final = 2
"""Words up to which a message alone tells nothing: "No", "yes please"."""

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*")


class Source(NamedTuple):
    """What a packet is made from, as it stands at the moment of the handoff."""

    conversation: Conversation
    customer: CustomerProfile
    request: HandoffRequest
    rating: dict[str, Any] | None
    understanding: dict[str, Any] | None
    messages: Sequence[Event]
    previous: Sequence[Mapping[str, Any]]
    guidance: Sequence[Mapping[str, Any]] = ()
    complaint: Mapping[str, Any] | None = None
    follows: Mapping[str, Any] | None = None


def build_packet(
    source: Source,
    *,
    handoff_id: str,
    sealed_at: str,
    words: Words,
    promise_marks: Sequence[str],
) -> dict[str, Any]:
    """The sealed packet (docs/protocol.md, PACKET), without transcript messages.

    The transcript is sealed by its last seq, its count and its hash chain; the
    messages themselves stay in the log, which never changes.
    """
    conversation, request = source.conversation, source.request
    reason = request.reason.value
    said = [m for m in source.messages if m.author.kind is AuthorKind.CUSTOMER]
    sentence = request.note or words.phrase(f"reason.{reason}")
    return {
        "version": VERSION,
        "handoff_id": handoff_id,
        "conversation_id": conversation.conversation_id,
        "sealed_at": sealed_at,
        "reason": {"code": reason, "sentence": sentence},
        "expected": words.phrase(f"expected.{reason}"),
        "guidance": list(source.guidance),
        "customer": source.customer,
        "language": source.customer.locale,
        "topic": _topic(source),
        "facts": _facts(source, words),
        "order": _order(request),
        "complaint": source.complaint,
        "remedy_sought": _remedy(source),
        "rating": source.rating,
        "tried": _tried(source),
        "promised": _promised(source.messages, promise_marks),
        "open_question": _open_question(said),
        "summary": _summary(said, source.rating),
        "previous": list(source.previous),
        "follows": source.follows,
        "transcript": {
            "last_seq": conversation.last_seq,
            "count": conversation.message_count,
            "sha256": conversation.chain,
        },
    }


def message_view(event: Event) -> dict[str, Any]:
    """A message of the transcript as plain JSON."""
    return {
        "seq": event.seq,
        "type": event.type.value,
        "at": iso(event.at),
        "author": event.author,
        "visibility": event.visibility.value,
        "data": event.data,
    }


def _topic(source: Source) -> dict[str, Any] | None:
    understood = source.understanding or {}
    if not understood.get("accepted"):
        understood = {}
    topic = source.request.topic or understood.get("topic")
    if not topic:
        return None
    same = topic == understood.get("topic")
    return {
        "id": topic,
        "confidence": understood.get("confidence") if same else None,
        "second": understood.get("second"),
    }


def _order(request: HandoffRequest) -> dict[str, Any] | None:
    order = request.facts.get("order")
    return order if isinstance(order, dict) else None


def _remedy(source: Source) -> dict[str, Any] | None:
    """What would put it right, in the customer's words, and where they said so."""
    wanted = source.request.facts.get("remedy")
    if not isinstance(wanted, str) or not wanted:
        return None
    found = _found(source, wanted) or {}
    return {"text": wanted, "seq": found.get("seq")}


def _facts(source: Source, words: Words) -> list[dict[str, Any]]:
    """What the bot holds in slots, then what triage read and the bot does not hold."""
    every = (source.rating or {}).get("facts", ())
    rated = _outermost(every)
    facts = []
    for name, value in source.request.facts.items():
        if isinstance(value, (dict, list)) or value in (None, ""):
            continue
        read = next((f for f in rated if str(f.get("value")) == str(value)), None)
        if read is not None:
            rated.remove(read)
        facts.append(_fact(name, value, read or _found(source, str(value)), words))
    facts += [_fact(read["kind"], brief(read, every), read, words) for read in rated]
    return facts


def brief(fact: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> str | None:
    """The fact in the customer's words; of a deadline the day that it names, if any."""
    text: str | None = fact.get("text")
    if fact["kind"] != "deadline":
        return text
    days = (
        one["text"]
        for one in every
        if one["kind"] == "date"
        and one.get("seq") == fact.get("seq")
        and fact["start"] <= one["start"]
        and one["end"] <= fact["end"]
    )
    return next(days, text)


def _outermost(rated: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without what lies inside another: "10 days" inside "ordered 10 days ago"."""

    def lies_in(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> bool:
        within = outer["start"] <= inner["start"] and inner["end"] <= outer["end"]
        longer = outer["end"] - outer["start"] > inner["end"] - inner["start"]
        return bool(within and longer and outer["seq"] == inner["seq"])

    return [f for f in rated if not any(lies_in(f, other) for other in rated)]


def _found(source: Source, value: str) -> dict[str, int] | None:
    """Where the customer wrote the value, as they wrote it."""
    for message in source.messages:
        at = message.data["text"].find(value)
        if message.author.kind is AuthorKind.CUSTOMER and at >= 0:
            return {"seq": message.seq, "start": at, "end": at + len(value)}
    return None


def _fact(
    name: str, value: Any, read: Mapping[str, Any] | None, words: Words
) -> dict[str, Any]:
    key = f"fact.{name}"
    source = read and {place: read.get(place) for place in ("seq", "start", "end")}
    return {
        "name": name,
        "label": words.phrase(key) if words.has(key) else name.replace("_", " "),
        "value": value,
        "source": source,
    }


def _tried(source: Source) -> list[dict[str, Any]]:
    tried = set(source.request.tried)
    return [
        {"seq": m.seq, "script": m.data["script"], "text": m.data["text"]}
        for m in source.messages
        if m.author.kind is AuthorKind.BOT and m.data.get("script") in tried
    ]


def _promised(messages: Sequence[Event], marks: Sequence[str]) -> list[dict[str, Any]]:
    lowered = [mark.lower() for mark in marks]
    return [
        {"seq": message.seq, "text": sentence}
        for message in messages
        if message.author.kind in (AuthorKind.BOT, AuthorKind.AGENT)
        for sentence in _sentences(message.data["text"])
        if any(mark in sentence.lower().replace("’", "'") for mark in lowered)
    ]


def _open_question(said: Sequence[Event]) -> dict[str, Any] | None:
    if not said:
        return None
    asked = [s for s in _sentences(said[-1].data["text"]) if s.endswith("?")]
    return {"text": asked[-1][:MAX_LINE], "seq": said[-1].seq} if asked else None


def _summary(
    said: Sequence[Event], rating: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """The first and last thing said, and the messages that weigh most between."""
    said = [m for m in said if len(m.data["text"].split()) > BARE] or said[:1]
    if not said:
        return []
    weight: dict[int, float] = {}
    for axis in ("urgency", "impact"):
        for entry in ((rating or {}).get(axis) or {}).get("evidence", ()):
            points = abs(entry.get("points") or 0)
            weight[entry["seq"]] = weight.get(entry["seq"], 0) + points
    for signal in (rating or {}).get("signals", ()):
        # A signal outweighs any points: it is why a person is needed.
        weight[signal["seq"]] = weight.get(signal["seq"], 0) + 1000
    heaviest = sorted(weight, key=lambda seq: -weight[seq])[: MAX_SUMMARY - 2]
    wanted = {said[0].seq, said[-1].seq, *heaviest}
    return [
        {"text": _shortened(m.data["text"]), "seq": m.seq}
        for m in said
        if m.seq in wanted
    ]


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_LINE else f"{line[: MAX_LINE - 1]}…"


def _sentences(text: str) -> list[str]:
    return [s.strip()[:MAX_LINE] for s in _SENTENCE.findall(text) if s.strip()]

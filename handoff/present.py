"""What each audience may see of an event or a snapshot, field by field.

A field that is not named here never leaves the desk for a customer.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, Final

import msgspec

from handoff.clock import iso
from handoff.domain.event import AuthorKind, Event, EventType, Visibility
from handoff.domain.views import CustomerHandoff, CustomerSnapshot


class Audience(StrEnum):
    """Who reads: the conversation's customer, or people of the company."""

    CUSTOMER = "customer"
    AGENT = "agent"


_MESSAGE = ("text", "script", "variant", "buttons", "code")
_CUSTOMER_FIELDS: Final[Mapping[EventType, tuple[str, ...]]] = {
    EventType.MESSAGE_CREATED: _MESSAGE,
    EventType.HANDOFF_QUEUED: ("handoff_id", "reason", "team", "wait", "passed_on"),
    EventType.HANDOFF_ACCEPTED: ("handoff_id",),
    EventType.HANDOFF_RETURNED: ("handoff_id",),
    EventType.HANDOFF_RESOLVED: ("handoff_id", "outcome"),
    EventType.HANDOFF_ABANDONED: ("handoff_id",),
    EventType.DOOR_OPENED: ("kind", "due_at", "until"),
    EventType.PACKET_CORRECTED: ("handoff_id", "name", "label", "old", "new"),
    # What is not named here is the company's own: no customer has a field.
}
_AGENT_FIELDS: Final[Mapping[EventType, tuple[str, ...]]] = {
    EventType.MESSAGE_CREATED: (*_MESSAGE, "cmid", "turn_id"),
    EventType.HANDOFF_QUEUED: (
        *_CUSTOMER_FIELDS[EventType.HANDOFF_QUEUED],
        "priority",
        "skill",
        "tier",
        "protocols",
        "clocks",
    ),
    EventType.HANDOFF_MOVED: ("handoff_id", "cause", "step"),
    EventType.HANDOFF_RANKED: (
        "handoff_id",
        "priority",
        "before",
        "protocols",
        "why",
    ),
    EventType.CLOCK_WARNED: ("kind", "number", "step", "due_at", "do"),
    EventType.CLOCK_BREACHED: ("kind", "number", "step", "due_at", "do"),
    EventType.HANDOFF_OFFERED: (
        "handoff_id",
        "offer_id",
        "person",
        "expires_at",
        "why",
    ),
    EventType.HANDOFF_OFFER_ENDED: (
        "handoff_id",
        "offer_id",
        "person",
        "state",
        "away",
    ),
    EventType.HANDOFF_TRANSFERRED: (
        "handoff_id",
        "how",
        "from",
        "to",
        "reason",
        "note",
        "hops",
    ),
    EventType.HANDOFF_ACCEPTED: ("handoff_id", "agent", "epoch", "how", "why"),
    EventType.HANDOFF_RETURNED: ("handoff_id", "note"),
    EventType.HANDOFF_RESOLVED: (
        "handoff_id",
        "outcome",
        "remedy",
        "root_cause",
        "note",
    ),
    EventType.HANDOFF_ABANDONED: ("handoff_id",),
    EventType.DOOR_OPENED: (
        "kind",
        "due_at",
        "until",
        "handoff_id",
        "door_id",
        "email",
        "phone",
    ),
    EventType.DOOR_CHANGED: ("handoff_id", "door_id", "state", "tries", "due_at"),
    EventType.RATING_CHANGED: (
        "message_seq",
        "rating",
        "conversation_rating",
        "judgement",
    ),
    EventType.ALERT_RAISED: (
        "handoff_id",
        "signal",
        "clock",
        "priority",
        "message_seq",
        "people",
    ),
    EventType.PACKET_CORRECTED: ("handoff_id", "name", "label", "old", "new"),
    EventType.FOLLOW_UP_ANSWERED: (
        "follow_up_id",
        "channel",
        "settled",
        "score",
        "handled",
        "suggestion",
    ),
}
_ALERT: Final = ("handoff_id", "signal", "clock", "priority", "message_seq")


_SCALARS: Final = frozenset({str, int, bool, float, type(None)})


def present_event(event: Event, audience: Audience) -> dict[str, Any] | None:
    """The event as the audience sees it; None when it may not see it at all."""
    if audience is Audience.AGENT:
        author = {
            "kind": event.author.kind,
            "id": event.author.id,
            "name": event.author.name,
        }
        return _envelope(event, author, _pick(event.data, _AGENT_FIELDS[event.type]))
    fields = _CUSTOMER_FIELDS.get(event.type)
    if fields is None or event.visibility is not Visibility.PUBLIC:
        return None
    data = _pick(event.data, fields)
    if event.author.kind is AuthorKind.CUSTOMER and "cmid" in event.data:
        data["cmid"] = event.data["cmid"]  # so that a page knows its own message
    if event.type is EventType.HANDOFF_ACCEPTED:
        data["agent"] = _name_only(event.data.get("agent"))
    return _envelope(event, _author_for_customer(event), data)


def present_events(events: list[Event], audience: Audience) -> list[dict[str, Any]]:
    """Those of the events that the audience may see, in their order."""
    views = (present_event(event, audience) for event in events)
    return [view for view in views if view is not None]


def present_alert(event: Event) -> dict[str, Any]:
    """The alert as the console of somebody who is to act on it shows it."""
    return {
        "conversation_id": event.conversation_id,
        "seq": event.seq,
        "at": iso(event.at),
        **_pick(event.data, _ALERT),
    }


def present_customer_snapshot(snapshot: CustomerSnapshot) -> dict[str, Any]:
    """The customer's conversation as their page may know it."""
    handoff = snapshot.handoff
    return {
        "conversation_id": snapshot.conversation_id,
        "status": snapshot.status,
        "owner": {"kind": snapshot.owner.kind, "name": snapshot.owner.name},
        "last_seq": snapshot.last_seq,
        "handoff": handoff and _customer_handoff(handoff),
        "turn_running": snapshot.turn_running,
    }


def plain(value: Any) -> Any:
    """The value as JSON has it: structs by their fields, times as `iso` writes them."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return iso(value)
    return value.value if isinstance(value, Enum) else value


def _customer_handoff(handoff: CustomerHandoff) -> dict[str, Any]:
    return {
        "reason": handoff.reason,
        "team": plain(handoff.team),
        "position": handoff.position,
        "wait": plain(handoff.wait),
        "due": plain(handoff.due),
        "passed_on": plain(handoff.passed_on),
        "agent": handoff.agent and {"name": handoff.agent.name},
    }


def _envelope(
    event: Event, author: dict[str, Any], data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "type": event.type,
        "at": iso(event.at),
        "author": author,
        "visibility": event.visibility,
        "data": data,
    }


def _author_for_customer(event: Event) -> dict[str, Any]:
    # Colleagues are known to customers by name only.
    own = event.author.kind is AuthorKind.CUSTOMER
    return {
        "kind": event.author.kind,
        "id": event.author.id if own else None,
        "name": event.author.name,
    }


def _pick(data: Mapping[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: data[name] for name in fields if name in data}


def _name_only(agent: Any) -> dict[str, Any] | None:
    return {"name": agent["name"]} if isinstance(agent, Mapping) else None

"""One customer turn as the actions see it: the message, what was said, the slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

FALLBACK_INTENT = "nlu_fallback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the customer said now, what the bot said before it, and what is known.

    `said` holds the script names of the bot's previous turn; `slots` every slot;
    `ranking` the topics that the message may be about, with their confidence.
    """

    text: str
    intent: str
    turn_id: str
    said: tuple[str, ...] = ()
    in_order_form: bool = False
    second_topic: str | None = None
    ranking: tuple[tuple[str, float], ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)

    def count(self, slot: str) -> int:
        """The number in a counting slot, 0 when it is empty or not a number."""
        value = self.slots.get(slot)
        return int(value) if isinstance(value, int | float) else 0

    def names(self, slot: str) -> tuple[str, ...]:
        """The texts of a list slot, empty when it is not one."""
        value = self.slots.get(slot)
        if not isinstance(value, list):
            return ()
        return tuple(item for item in value if isinstance(item, str))

    def word(self, slot: str) -> str | None:
        """The text in a slot, None when it is empty or not text."""
        value = self.slots.get(slot)
        return value if isinstance(value, str) and value else None


def read_turn(tracker: Tracker) -> Turn:
    """The turn that the tracker stands at."""
    message: Mapping[str, Any] = tracker.latest_message or {}
    users = [index for index, event in enumerate(tracker.events) if _is(event, "user")]
    last = tracker.events[users[-1]] if users else {}
    before = users[-2] if len(users) > 1 else 0
    said = _said(tracker.events[before : users[-1]] if users else [])
    intent = (message.get("intent") or {}).get("name") or FALLBACK_INTENT
    metadata = last.get("metadata") or {}
    return Turn(
        text=str(message.get("text") or ""),
        intent=intent,
        # A channel that sends no turn id still has a message id per message.
        turn_id=str(metadata.get("turn_id") or last.get("message_id") or ""),
        # After a restart of the bot the events are gone, the desk's copy is not.
        said=said or _texts(tracker.slots.get("last_said")),
        in_order_form=tracker.active_loop_name == "order_form",
        second_topic=_second(message),
        ranking=tuple(_ranking(message)),
        slots=tracker.slots,
    )


def _said(events: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    spoken = [event.get("metadata") or {} for event in events if _is(event, "bot")]
    return tuple(item["utter_action"] for item in spoken if item.get("utter_action"))


def _second(message: Mapping[str, Any]) -> str | None:
    second = (message.get("understanding") or {}).get("second")
    if isinstance(second, Mapping):
        second = second.get("topic")
    return second if isinstance(second, str) else None


def _ranking(message: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for ranked in (message.get("understanding") or {}).get("ranking") or ():
        yield str(ranked["topic"]), float(ranked["confidence"])


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, str))


def _is(event: Mapping[str, Any], kind: str) -> bool:
    return event.get("event") == kind

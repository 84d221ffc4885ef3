"""Trackers and ratings for testing actions without Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker

from actions.triage import Axis, Fact, History, Rating, Signal


def a_tracker(
    text: str = "",
    intent: str = "nlu_fallback",
    *,
    slots: dict[str, Any] | None = None,
    said: Sequence[str] = (),
    form: bool = False,
    turn_id: str | None = None,
    second: str | None = None,
    ranking: Sequence[tuple[str, float]] = (),
) -> Tracker:
    """A tracker that has just heard `text`, after the bot had said `said`.

    Without a `turn_id` every text is a turn of its own.
    """
    turn_id = turn_id or f"trn_{text}"
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [],
        "understanding": {
            "topic": intent,
            "second": second,
            "ranking": [{"topic": t, "confidence": c} for t, c in ranking],
        },
    }
    events: list[dict[str, Any]] = [
        {"event": "user", "text": "before", "metadata": {"turn_id": "trn_1"}},
        *[{"event": "bot", "metadata": {"utter_action": name}} for name in said],
        {"event": "user", "text": text, "metadata": {"turn_id": turn_id}},
    ]
    loop = {"name": "order_form"} if form else {}
    return Tracker(
        "cnv_1", dict(slots or {}), message, events, False, None, loop, "action_listen"
    )


def a_rating(
    *,
    priority: str = "P4",
    signals: Sequence[str] = (),
    facts: Sequence[tuple[str, Any]] = (),
    human: bool = False,
    urgency: int = 10,
    impact: int = 10,
    certainty: float = 0.9,
) -> Rating:
    """A rating with these signals and facts, its spans empty."""
    return Rating(
        urgency=Axis(urgency, "high" if urgency >= 50 else "low"),
        impact=Axis(impact, "high" if impact >= 50 else "low"),
        priority=priority,  # type: ignore[arg-type]  # tests name levels as text
        signals=tuple(Signal(name, certainty, 0, 1, name, "") for name in signals),
        facts=tuple(Fact(kind, value, str(value), 0, 1) for kind, value in facts),
        human_request=human,
        version="test",
        truncated=False,
    )


class FixedRater:
    """Rates every message the same, and counts them."""

    def __init__(self, rating: Rating | None = None) -> None:
        self.rating = rating or a_rating()
        self.calls: list[str] = []
        self.histories: list[History | None] = []

    def rate(self, text: str, history: History | None = None) -> Rating:
        """The fixed rating."""
        self.calls.append(text)
        self.histories.append(history)
        return self.rating


def slots_in(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The slots that the events set, the last value of each."""
    return {e["name"]: e["value"] for e in events if e["event"] == "slot"}


def said_in(messages: Sequence[dict[str, Any]]) -> list[str]:
    """The scripts that the dispatcher was asked to speak, in order."""
    return [message["response"] for message in messages]

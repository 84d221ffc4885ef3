"""The handoff request: what the bot asks the desk for, with everything it was told."""

from __future__ import annotations

from typing import Any

from actions.policies import Policies, Route
from actions.turn import Turn

# Slots that hold what the customer told, in the order an agent reads them.
FACTS = (
    "order_number",
    "order",
    "remedy",
    "amount",
    "dates",
    "email",
    "phone",
    "open_topic",
)


def route_of(policies: Policies, reason: str, signal: str | None) -> Route:
    """The words and skill for a reason; a signal's own come before the reason's."""
    routes = policies.escalation
    if signal and signal in routes.signals:
        return routes.signals[signal]
    return routes.reasons[reason]


def handoff_request(
    turn: Turn, policies: Policies, reason: str, signal: str | None
) -> dict[str, Any]:
    """The request as the channel passes it on: why, who, what about, what is known."""
    route = route_of(policies, reason, signal)
    topic = policies.topics.by_id.get(turn.word("last_topic") or "")
    skill = route.skill
    if skill == "topic":
        skill = topic.skill if topic else "complaints"
    if reason == "bot_failure" and turn.intent == "non_english":
        skill = "languages"
    known = {name: turn.slots.get(name) for name in FACTS}
    return {
        "reason": reason,
        "skill": skill,
        "topic": topic.id if topic else None,
        "signal": signal,
        "facts": {name: value for name, value in known.items() if value},
        "tried": list(turn.names("tried")),
        "note": route.note,
    }

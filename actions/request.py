"""The handoff request: what the bot asks the desk for, with everything it was told."""

from __future__ import annotations

from typing import Any

from actions.policies import Policies, Route
from actions.turn import Turn

# Slots with what the customer told. Amounts and dates are not among them: the desk has
# them from the rating, each with its place in the conversation.
TOLD = ("order_number", "remedy", "granted", "email", "phone")


def route_of(policies: Policies, reason: str, signal: str | None) -> Route:
    """The words and skill for a reason; a signal's own come before the reason's."""
    routes = policies.escalation
    if signal and signal in routes.signals:
        return routes.signals[signal]
    return routes.reasons[reason]


def handoff_request(
    turn: Turn,
    policies: Policies,
    reason: str,
    signal: str | None,
    note: str | None = None,
) -> dict[str, Any]:
    """The request as the channel passes it on: why, who, what about, what is known.

    `note` says more than the policy's sentence for the reason would.
    """
    route = route_of(policies, reason, signal)
    topic = policies.topics.by_id.get(turn.word("last_topic") or "")
    skill = route.skill
    if skill == "topic":
        skill = topic.skill if topic else "complaints"
    if reason == "bot_failure" and turn.intent == "non_english":
        skill = "languages"
    return {
        "reason": reason,
        "skill": skill,
        "topic": topic.id if topic else None,
        "signal": signal,
        "facts": _facts(turn),
        "tried": list(turn.names("tried")),
        "note": note or route.note,
    }


def _facts(turn: Turn) -> dict[str, Any]:
    facts: dict[str, Any] = {name: turn.slots.get(name) for name in TOLD}
    order = turn.slots.get("order")
    if isinstance(order, dict):
        items = order.get("items") or [{}]
        facts |= {"item": items[0].get("name"), "order": order}
    facts["open_topic"] = turn.slots.get("open_topic_label")
    return {name: value for name, value in facts.items() if value}

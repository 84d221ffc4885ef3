"""What a message tells that must never be asked again: facts into slots."""

from __future__ import annotations

from typing import Any

from actions.triage import Axis, Fact, Rating, merge

# Facts that fill a slot with their last value, by kind.
_SLOTS = {"amount": "amount", "remedy": "remedy", "email": "email", "phone": "phone"}
_DATES = frozenset({"date", "deadline"})
# The packet shows the dates a customer named; a longer list helps nobody.
_MOST_DATES = 5


def remembered(rating: Rating, dates: list[Any]) -> dict[str, Any]:
    """The slots that the rating's facts fill; `dates` are those named before."""
    slots: dict[str, Any] = {}
    named = list(dates)
    for fact in rating.facts:
        if fact.kind in _SLOTS:
            slots[_SLOTS[fact.kind]] = fact.value
        elif fact.kind in _DATES and fact.text not in named:
            named.append(fact.text)
    if named != dates:
        slots["dates"] = named[-_MOST_DATES:]
    return slots


def find_fact(rating: Rating, kind: str) -> Fact | None:
    """The first fact of a kind in the message."""
    return next((fact for fact in rating.facts if fact.kind == kind), None)


def highest(before: object, rating: Rating) -> Rating:
    """The rating of the conversation so far; `before` is `outline` of the last one."""
    return merge(_from_outline(before), rating)


def outline(rating: Rating) -> dict[str, Any]:
    """As much of a conversation's rating as the next turn needs to compare with."""
    return {
        "urgency": rating.urgency.score,
        "urgency_level": rating.urgency.level,
        "impact": rating.impact.score,
        "impact_level": rating.impact.level,
        "priority": rating.priority,
    }


def _from_outline(value: object) -> Rating | None:
    if not isinstance(value, dict):
        return None
    try:
        return Rating(
            urgency=Axis(value["urgency"], value["urgency_level"]),
            impact=Axis(value["impact"], value["impact_level"]),
            priority=value["priority"],
            signals=(),
            facts=(),
            human_request=False,
            version="",
            truncated=False,
        )
    except KeyError:
        return None

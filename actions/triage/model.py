"""The values that triage gives back: a rating, its two axes, signals, facts, evidence.

Every span is a half-open pair of character offsets into the text that was given.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["low", "high"]
Priority = Literal["P0", "P1", "P2", "P3", "P4", "none"]

# Below this a sighting is a hint for people, not an alarm.
COUNTED = 0.5
PRIORITIES: tuple[Priority, ...] = ("P0", "P1", "P2", "P3", "P4", "none")
SIGNALS = (
    "violence",
    "self_harm",
    "safety",
    "legal",
    "regulator",
    "reputation",
    "churn",
    "chargeback",
    "privacy",
    "abuse",
    "vulnerability",
    "human_request",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why an axis has some of its points: the words, the rule and what it gave."""

    start: int
    end: int
    rule: str
    why: str
    points: int


@dataclass(frozen=True, slots=True)
class Axis:
    """Urgency or impact: 0 to 100, a level, and the evidence behind it."""

    score: int
    level: Level
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """One of the twelve typed signals, with the words that carry it."""

    name: str
    certainty: float
    start: int
    end: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something stated that can be counted or looked up; `value` is JSON-able."""

    kind: str
    value: Any
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rating:
    """What one message (or, merged, one conversation) is rated."""

    urgency: Axis
    impact: Axis
    priority: Priority
    signals: tuple[Signal, ...]
    facts: tuple[Fact, ...]
    human_request: bool
    version: str
    truncated: bool

    def to_dict(self) -> dict[str, Any]:
        """The rating as plain JSON-able values, in the order of the fields."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, slots=True)
class History:
    """What the conversation already knows when a new message is rated.

    `contacts` counts earlier contacts of this customer about the same matter within
    seven days; `refused` solutions turned down and `misunderstood` turns in a row.
    """

    highest: Rating | None = None
    contacts: int = 0
    refused: int = 0
    misunderstood: int = 0

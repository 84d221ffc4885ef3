"""The desk's own words: labels and phrases of one locale's catalogue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from handoff.domain.script import fill
from handoff.domain.views import PassedOn, Wait

SECTION: Final = "desk"


class Words:
    """Phrases by key, such as `wait.minutes`; a key that is missing is an error."""

    def __init__(self, catalogue: Mapping[str, Any]) -> None:
        self._phrases = dict(_flatten(catalogue.get(SECTION, {}), ""))

    def phrase(self, key: str, **values: Any) -> str:
        """The phrase with its placeholders filled.

        Raises:
            KeyError: the catalogue lacks the key.
        """
        return fill(self._phrases[key], values)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds the key."""
        return key in self._phrases

    @property
    def fact_names(self) -> list[str]:
        """The facts that have a label, in the catalogue's order."""
        return [key[5:] for key in self._phrases if key.startswith("fact.")]

    def wait(self, wait: Wait) -> str:
        """The range in words, such as "2 to 5 minutes"."""
        low, high = max(wait.low // 60, 1), max(-(-wait.high // 60), 1)
        if high <= 1:
            return self.phrase("wait.minute")
        if high > 120:
            return self.phrase("wait.hours", low=low // 60 or 1, high=-(-high // 60))
        if low == high:
            return self.phrase("wait.about", minutes=high)
        return self.phrase("wait.minutes", low=low, high=high)

    def date(self, moment: datetime) -> str:
        """The day of the moment in words, such as "22 November 2026"."""
        month = self.phrase(f"month.{moment.month}")
        return self.phrase("date", day=moment.day, month=month, year=moment.year)

    def passed_on(self, facts: Mapping[str, Any]) -> list[PassedOn]:
        """The facts that have a label here, in the order of the catalogue."""
        shown = []
        for name in self.fact_names:
            value = facts.get(name)
            if isinstance(value, (str, int, float)) and value not in ("", False):
                label = self._phrases[f"fact.{name}"]
                shown.append(PassedOn(name, label, _readable(value)))
        return shown


REQUIRED: Final = (
    "date",
    "not_settled",
    "still_open",
    *(f"month.{month}" for month in range(1, 13)),
    *(f"stage.{stage}" for stage in ("preliminary", "tier_1", "tier_2", "final")),
    *(f"standing.{state}" for state in ("bot", "team", "person", "settled")),
    "wait.minute",
    "wait.minutes",
    "wait.about",
    "wait.hours",
    "door.email",
    "door.call_back",
    "door.keep",
    "door.slot",
    "door.another",
    *(
        f"{kind}.{reason}"
        for kind in ("reason", "expected")
        for reason in (
            "customer_request",
            "threat",
            "exposure",
            "priority",
            "needs_unmet",
            "beyond_authority",
            "bot_failure",
            "repeat_contact",
            "retention",
        )
    ),
)
"""Keys that every locale must hold, or the desk does not start."""


def _readable(value: str | float) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _flatten(tree: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat += _flatten(value, f"{prefix}{key}.")
        else:
            flat.append((f"{prefix}{key}", str(value)))
    return flat

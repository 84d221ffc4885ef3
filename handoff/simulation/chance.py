"""What nobody decides: arrivals, priorities, how long people take; the same by seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

SHIPPED_MIX: Final[Mapping[str, float]] = {
    "P0": 0.01,
    "P1": 0.06,
    "P2": 0.15,
    "P3": 0.28,
    "P4": 0.50,
}
"""Shares of priorities on a common day of a shop: most is neither urgent nor bad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How customers and agents behave, as averages.

    `handle_minutes` is how long an agent has a conversation; it does not depend on how
    many they have, for most of it is the customer's own time. `missed` is the share of
    offers that nobody answers.
    """

    mix: Mapping[str, float] = field(default_factory=lambda: dict(SHIPPED_MIX))
    handle_minutes: float = 12.0
    accept_seconds: float = 6.0
    words_seconds: float = 30.0
    missed: float = 0.02


class Chance:
    """One run's chance; every figure is in seconds."""

    def __init__(self, seed: int, habits: Habits) -> None:
        # Apart from one another, so that the same customers meet more agents or fewer.
        self._arrivals = Random(f"{seed} arrivals")
        self._people = Random(f"{seed} people")
        self._habits = habits

    def until_next(self, per_hour: float) -> float:
        """Until the next customer, who come independently of one another."""
        return self._arrivals.expovariate(per_hour / 3600)

    def priority(self) -> str:
        """The next customer's."""
        mix = self._habits.mix
        return self._arrivals.choices(list(mix), weights=list(mix.values()))[0]

    def is_missed(self) -> bool:
        """Whether nobody answers this offer."""
        return self._people.random() < self._habits.missed

    def accept(self) -> float:
        """Until an offer is accepted."""
        return self._spread(self._habits.accept_seconds, 0.5)

    def words(self) -> float:
        """Until the agent's first words after that."""
        return self._spread(self._habits.words_seconds, 0.6)

    def handle(self) -> float:
        """How long the agent has the conversation."""
        return self._spread(self._habits.handle_minutes * 60, 0.7)

    def _spread(self, mean: float, sigma: float) -> float:
        """Lognormal with that mean: never below nothing, with a long tail."""
        return self._people.lognormvariate(math.log(mean) - sigma**2 / 2, sigma)

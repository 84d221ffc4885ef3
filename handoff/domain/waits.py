"""An honest range of waiting, learnt from recent pick-ups, and whether it held."""

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.domain.policy import WaitPolicy
from handoff.domain.views import Wait


@dataclass(frozen=True, slots=True)
class PickUp:
    """How one wait went: how long, from which place, and what had been promised.

    `ahead` is how many stood before it when it began; `low` and `high` are seconds.
    """

    waited_ms: int
    ahead: int
    priority: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How often promised ranges held: of `count` waits, below the high end, inside."""

    count: int
    held: int
    inside: int

    @property
    def share_held(self) -> float | None:
        """The share of waits that were over before the high end; None without any."""
        return self.held / self.count if self.count else None

    @property
    def share_inside(self) -> float | None:
        """The share of waits between the two ends; None without any."""
        return self.inside / self.count if self.count else None


def expect_wait(
    recent: Sequence[PickUp], *, priority: str | None, ahead: int, policy: WaitPolicy
) -> Wait:
    """The middle and the 80th percentile of what the wait will be, in seconds.

    What is learnt is how long a pick-up took for each place in the line, so that the
    range grows and shrinks with the line itself. Pick-ups of the same priority count
    alone where there are enough of them.

    Args:
        recent: the team's pick-ups, newest first.
        priority: of the one who waits; None for the team as a whole.
        ahead: how many stand before them now.
        policy: how many pick-ups are needed and used, and what holds before.
    """
    alike = [one for one in recent if one.priority == priority]
    chosen = alike if len(alike) >= policy.samples_needed else recent
    if len(chosen) < policy.samples_needed:
        return policy.default
    paces = sorted(
        one.waited_ms / (one.ahead + 1) for one in chosen[: policy.samples_used]
    )
    low = paces[(len(paces) - 1) // 2] * (ahead + 1)
    high = paces[(len(paces) - 1) * 4 // 5] * (ahead + 1)
    return Wait(int(low // 1000), max(int(high // 1000), int(low // 1000) + 1))


def calibrate(waits: Sequence[PickUp]) -> Calibration:
    """How often the promised ranges of these waits held."""
    held = [one for one in waits if one.waited_ms <= one.high * 1000]
    inside = [one for one in held if one.waited_ms >= one.low * 1000]
    return Calibration(len(waits), len(held), len(inside))

"""Rates with their denominators, and how sure one can be of them."""

from math import sqrt
from typing import Final, Literal

import msgspec

Metric = Literal["handoff", "repeat", "satisfied"]
GOOD_WHEN_HIGH: Final = frozenset({"satisfied"})
"""Of the other metrics less is better."""
_Z: Final = 1.959964
"""Two-sided 95 % of the normal distribution."""


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """So many `hits` among `of`; the 95 % interval is None while `of` is 0."""

    metric: Metric
    hits: int
    of: int
    rate: float | None
    low: float | None
    high: float | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How often something was said, in how many conversations, and what followed."""

    uses: int
    conversations: int
    rates: list[Rate]

    def rate(self, metric: str) -> Rate | None:
        """The rate of that metric."""
        return next((one for one in self.rates if one.metric == metric), None)


def rate_of(metric: Metric, hits: int, of: int) -> Rate:
    """The rate with its interval by Wilson's score (1927), good for small numbers."""
    if of == 0:
        return Rate(metric=metric, hits=0, of=0, rate=None, low=None, high=None)
    share = hits / of
    spread = _Z * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    middle, scale = share + _Z**2 / (2 * of), 1 + _Z**2 / of
    return Rate(
        metric=metric,
        hits=hits,
        of=of,
        rate=round(share, 4),
        low=round(max((middle - spread) / scale, 0.0), 4),
        high=round(min((middle + spread) / scale, 1.0), 4),
    )


def together(figures: list[Figures]) -> Figures:
    """The figures of several as if they were one."""
    metrics: tuple[Metric, ...] = ("handoff", "repeat", "satisfied")
    rates = []
    for metric in metrics:
        found = [rate for one in figures if (rate := one.rate(metric)) is not None]
        if found:
            hits, of = sum(r.hits for r in found), sum(r.of for r in found)
            rates.append(rate_of(metric, hits, of))
    return Figures(
        uses=sum(one.uses for one in figures),
        conversations=sum(one.conversations for one in figures),
        rates=rates,
    )


def is_worse(one: Rate, others: Rate, *, fewest: int, worse_by: float) -> bool:
    """Whether it does worse beyond chance: enough cases, and intervals that part."""
    if min(one.of, others.of) < max(fewest, 1):
        return False
    if one.metric in GOOD_WHEN_HIGH:
        one, others = others, one
    apart = (one.low or 0.0) > (others.high or 0.0)
    return apart and (one.rate or 0.0) - (others.rate or 0.0) >= worse_by

"""The rating policy (axes.yml): what raises an axis by how much, and what is high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.triage import yamlfile
from actions.triage.model import SIGNALS, Fact

_KEYS = frozenset(
    {"version", "high_from", "p0", "currency_limits", "reasons", "silent_signals"}
)
_P0_KEYS = frozenset({"signals", "certainty"})
_REASON_KEYS = frozenset(
    {"id", "axis", "points", "why", "signal", "certainty", "fact", "min", "max"}
    | {"over_limit", "unknown", "history", "needs"}
)
_AXES = ("urgency", "impact")
_HISTORY = ("contacts", "refused", "misunderstood")


@dataclass(frozen=True, slots=True)
class Reason:
    """Points for one axis when a signal, a fact or the history meets a condition."""

    id: str
    axis: str
    points: int
    why: str
    signal: str | None = None
    certainty: float = 0.0
    fact: str | None = None
    low: float | None = None
    high: float | None = None
    over_limit: bool = False
    unknown: bool = False
    history: str | None = None
    needs: tuple[str, ...] = ()

    def meets(self, fact: Fact, limits: Mapping[str, float]) -> bool:
        """Whether the fact is of the kind and size that this reason names."""
        if fact.kind != self.fact:
            return False
        if self.over_limit:
            limit = limits.get(fact.value["currency"])
            return limit is not None and fact.value["value"] >= limit
        size = fact.value["days"] if isinstance(fact.value, dict) else fact.value
        if size is None:
            return self.unknown
        if self.low is not None and size < self.low:
            return False
        return self.high is None or size <= self.high


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole rating policy of a team."""

    version: int
    high_from: int
    p0_signals: frozenset[str]
    p0_certainty: float
    limits: Mapping[str, float]
    reasons: tuple[Reason, ...]
    silent: frozenset[str]


def load_policy(path: Path) -> Policy:
    """The policy of `path`; raises TriageDataError naming file, line and reason."""
    root = yamlfile.read(path)
    root.mapping(_KEYS)
    p0 = root.need("p0")
    p0.mapping(_P0_KEYS)
    limits = {
        k: float(v.whole(1, 10**9)) for k, v in root.need("currency_limits").walk()
    }
    reasons: dict[str, Reason] = {}
    for node in root.need("reasons").items():
        reason = _reason(node)
        if reason.id in reasons:
            raise node.fail(f"the id '{reason.id}' is there twice")
        reasons[reason.id] = reason
    return Policy(
        version=root.need("version").whole(1, 9999),
        high_from=root.need("high_from").whole(1, 100),
        p0_signals=frozenset(_signal(item) for item in p0.need("signals").items()),
        p0_certainty=p0.need("certainty").share(),
        limits=limits,
        reasons=tuple(reasons.values()),
        silent=frozenset(_signal(n) for n in root.need("silent_signals").items()),
    )


def _reason(node: yamlfile.Node) -> Reason:
    node.mapping(_REASON_KEYS)
    kinds = [key for key in ("signal", "fact", "history") if node.get(key)]
    if len(kinds) != 1:
        raise node.fail("a reason names exactly one of signal, fact, history")
    axis = node.need("axis")
    if axis.value not in _AXES:
        raise axis.fail(f"'{axis.value}' is not one of {', '.join(_AXES)}")
    history, signal, fact = node.get("history"), node.get("signal"), node.get("fact")
    if history and history.value not in _HISTORY:
        raise history.fail(f"'{history.value}' is not one of {', '.join(_HISTORY)}")
    certainty, needs = node.get("certainty"), node.get("needs")
    return Reason(
        id=node.need("id").text(),
        axis=str(axis.value),
        points=node.need("points").whole(1, 100),
        why=node.need("why").text(),
        signal=_signal(signal) if signal else None,
        certainty=certainty.share() if certainty else 0.0,
        fact=fact.text() if fact else None,
        low=_number(node, "min"),
        high=_number(node, "max"),
        over_limit=_flag(node, "over_limit"),
        unknown=_flag(node, "unknown"),
        history=history.text() if history else None,
        needs=needs.texts() if needs else (),
    )


def _signal(node: yamlfile.Node) -> str:
    if node.value not in SIGNALS:
        raise node.fail(f"'{node.value}' is not one of the twelve signals")
    return node.text()


def _number(node: yamlfile.Node, key: str) -> float | None:
    found = node.get(key)
    if found is None:
        return None
    if not isinstance(found.value, int | float) or isinstance(found.value, bool):
        raise found.fail("expected a number")
    return float(found.value)


def _flag(node: yamlfile.Node, key: str) -> bool:
    found = node.get(key)
    if found is not None and not isinstance(found.value, bool):
        raise found.fail("expected true or false")
    return bool(found and found.value)

"""From evidence to a rating: points to levels, levels to a priority, old with new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from actions.triage.model import (
    PRIORITIES,
    Axis,
    Evidence,
    Fact,
    History,
    Priority,
    Rating,
    Signal,
)
from actions.triage.policy import Policy, Reason

_MATRIX: Mapping[tuple[str, str], Priority] = {
    ("high", "high"): "P1",
    ("high", "low"): "P2",
    ("low", "high"): "P3",
    ("low", "low"): "P4",
}


def reasons_met(
    policy: Policy,
    axis: str,
    signals: Sequence[Signal],
    facts: Sequence[Fact],
    history: History,
) -> list[Evidence]:
    """The evidence that signals, facts and history give for one axis."""
    evidence: list[Evidence] = []
    for reason in policy.reasons:
        if reason.axis == axis and _needs_met(reason, signals, facts):
            evidence.extend(_evidence(reason, policy, signals, facts, history))
    return evidence


def axis_of(evidence: Iterable[Evidence], high_from: int) -> Axis:
    """The axis that this evidence makes.

    One rule counts once, at its strongest. Points join like independent reasons, so
    that many weak ones come near 100 and never pass it.
    """
    strongest: dict[str, Evidence] = {}
    for item in evidence:
        known = strongest.get(item.rule)
        if known is None or item.points > known.points:
            strongest[item.rule] = item
    missing = 1.0
    for item in strongest.values():
        missing *= 1 - item.points / 100
    score = round(100 * (1 - missing))
    ordered = sorted(strongest.values(), key=lambda e: (-e.points, e.start))
    return Axis(score, "high" if score >= high_from else "low", tuple(ordered))


def priority_of(
    policy: Policy, urgency: Axis, impact: Axis, signals: Sequence[Signal]
) -> Priority:
    """The matrix cell, or P0 when a signal of danger is certain enough."""
    for signal in signals:
        danger = signal.name in policy.p0_signals
        if danger and signal.certainty >= policy.p0_certainty:
            return "P0"
    return _MATRIX[urgency.level, impact.level]


def merge(old: Rating | None, new: Rating) -> Rating:
    """The rating of a conversation after one more message: it never drops.

    Each axis keeps its higher score with that score's evidence, each signal its most
    certain sighting, each fact its last statement; priority is the more severe of the
    two and of what the joined axes make. Spans belong to the message they came from.
    """
    if old is None:
        return new
    urgency = max(old.urgency, new.urgency, key=lambda axis: axis.score)
    impact = max(old.impact, new.impact, key=lambda axis: axis.score)
    signals = {signal.name: signal for signal in old.signals}
    for signal in new.signals:
        known = signals.get(signal.name)
        if known is None or signal.certainty >= known.certainty:
            signals[signal.name] = signal
    facts = {(fact.kind, repr(fact.value)): fact for fact in (*old.facts, *new.facts)}
    rated: list[Priority] = [p for p in (old.priority, new.priority) if p != "none"]
    if rated:
        rated.append(_MATRIX[urgency.level, impact.level])
    return replace(
        new,
        urgency=urgency,
        impact=impact,
        priority=min(rated, key=PRIORITIES.index, default="none"),
        signals=tuple(signals.values()),
        facts=tuple(facts.values()),
        human_request=old.human_request or new.human_request,
        truncated=old.truncated or new.truncated,
    )


def _needs_met(
    reason: Reason, signals: Sequence[Signal], facts: Sequence[Fact]
) -> bool:
    if not reason.needs:
        return True
    present = {signal.name for signal in signals} | {fact.kind for fact in facts}
    return not present.isdisjoint(reason.needs)


def _evidence(
    reason: Reason,
    policy: Policy,
    signals: Sequence[Signal],
    facts: Sequence[Fact],
    history: History,
) -> Iterable[Evidence]:
    if reason.history is not None:
        if getattr(history, reason.history) >= (reason.low or 1):
            yield Evidence(0, 0, reason.id, reason.why, reason.points)
    elif reason.signal is not None:
        for signal in signals:
            if signal.name == reason.signal and signal.certainty >= reason.certainty:
                span = (signal.start, signal.end)
                yield Evidence(*span, reason.id, reason.why, reason.points)
    else:
        for fact in facts:
            if reason.meets(fact, policy.limits):
                span = (fact.start, fact.end)
                yield Evidence(*span, reason.id, reason.why, reason.points)

"""What people said of ratings, as labelled data and as a report of the confusion."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from handoff.clock import iso
from handoff.domain.judgement import CELLS, MATRIX, NONE

_LEVELS = {cell: levels for levels, cell in CELLS.items()}


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One person's last word on one part of a message's rating (judgement.py)."""

    conversation_id: str
    message_seq: int
    about: str
    text: str
    old: str
    new: str
    reason: str
    rated_by: str
    person_id: str
    at: datetime


class SignalConfusion(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of one signal.

    `kept`: triage was right; `dismissed`: it saw what was not there; `taken_for`: it
    should have been that signal instead; `added`: it missed it.
    """

    name: str
    kept: int
    dismissed: int
    taken_for: dict[str, int]
    added: int


class AxisConfusion(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of one axis: both levels were as rated, too high, too low."""

    name: str
    kept: int
    too_high: int
    too_low: int


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """How triage and people differed, by signal and by axis."""

    messages: int
    judgements: int
    signals: list[SignalConfusion]
    axes: list[AxisConfusion]


def confusion_of(labels: Iterable[Label]) -> Confusion:
    """The report: what people agreed with and what they put right."""
    listed = list(labels)
    spoken = {name for label in listed for name in _signals_of(label)}
    return Confusion(
        messages=len({(label.conversation_id, label.message_seq) for label in listed}),
        judgements=len(listed),
        signals=[_signal(name, listed) for name in sorted(spoken)],
        axes=[_axis(name, at, listed) for at, name in enumerate(("urgency", "impact"))],
    )


def examples_of(labels: Iterable[Label]) -> list[dict[str, Any]]:
    """One line of training data for each message that people spoke of.

    Returns:
        `{"text", "signals", "judged", "urgency", "impact", "hard", "source"}` as in
        data/triage/README.md; `judged` are the signals that were spoken of. Of two
        people's words on the same part the later one stands.
    """
    spoken: dict[tuple[str, int], dict[str, Label]] = defaultdict(dict)
    for label in sorted(labels, key=lambda one: one.at):
        # Signals that were missed are all about `none`: each is a part of its own.
        part = label.new if label.about == NONE else label.about
        spoken[label.conversation_id, label.message_seq][part] = label
    return [_example(parts) for parts in spoken.values()]


def _example(parts: dict[str, Label]) -> dict[str, Any]:
    latest = max(parts.values(), key=lambda label: label.at)
    row: dict[str, Any] = {"text": latest.text}
    judged: set[str] = set()
    holds: set[str] = set()
    for about, label in parts.items():
        if about == MATRIX:
            row["urgency"], row["impact"] = _LEVELS[label.new]
            continue
        judged |= _signals_of(label)
        holds |= {label.new} - {NONE}
    if judged:
        row |= {"signals": sorted(holds), "judged": sorted(judged)}
        row["hard"] = not judged <= holds
    row["source"] = {
        "conversation_id": latest.conversation_id,
        "message_seq": latest.message_seq,
        "rated_by": latest.rated_by,
        "people": len({label.person_id for label in parts.values()}),
        "at": iso(latest.at),
        "reasons": sorted({label.reason for label in parts.values()} - {""}),
    }
    return row


def _signals_of(label: Label) -> set[str]:
    return set() if label.about == MATRIX else {label.old, label.new} - {NONE}


def _signal(name: str, labels: list[Label]) -> SignalConfusion:
    ours = [label for label in labels if label.about != MATRIX]
    mine = [label for label in ours if label.old == name]
    other = Counter(label.new for label in mine if label.new not in (name, NONE))
    return SignalConfusion(
        name=name,
        kept=sum(label.new == name for label in mine),
        dismissed=sum(label.new == NONE for label in mine),
        taken_for=dict(sorted(other.items())),
        added=sum(label.new == name and label.old != name for label in ours),
    )


def _axis(name: str, at: int, labels: list[Label]) -> AxisConfusion:
    pairs = Counter(
        (_LEVELS[label.old][at], _LEVELS[label.new][at])
        for label in labels
        if label.about == MATRIX and label.old in _LEVELS
    )
    return AxisConfusion(
        name=name,
        kept=pairs["low", "low"] + pairs["high", "high"],
        too_high=pairs["high", "low"],
        too_low=pairs["low", "high"],
    )

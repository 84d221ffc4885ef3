"""How well triage does on labelled messages: signals, axes, false alarms, time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.triage.errors import TriageDataError
from actions.triage.model import COUNTED, SIGNALS, Rating

_LEVELS = ("low", "high")


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled message; None where nobody judged. `hard` marks a look-alike."""

    text: str
    signals: frozenset[str] | None
    judged: frozenset[str]
    urgency: str | None
    impact: str | None
    hard: bool
    rated: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What triage said of a case, and the seconds it took."""

    case: Case
    rating: Rating
    seconds: float

    @property
    def found(self) -> frozenset[str]:
        """The signals that count as raised."""
        certain = (s for s in self.rating.signals if s.certainty >= COUNTED)
        return frozenset(signal.name for signal in certain)


def case_from(row: Mapping[str, Any], source: str, line: int) -> Case:
    """The case that a line of labelled data describes.

    Keys: `text`; `signals` (a list), `urgency` and `impact` ("low" or "high"), `hard`
    (true for a look-alike), `rated` (false for small talk), `judged` (the signals that
    were looked for, else all).
    Raises TriageDataError naming file, line and reason.
    """
    text, signals = row.get("text"), row.get("signals")
    if not isinstance(text, str):
        raise TriageDataError(source, line, "'text' is missing or no text")
    for key, allowed in (("signals", SIGNALS), ("judged", SIGNALS)):
        unknown = [name for name in row.get(key) or () if name not in allowed]
        if unknown:
            raise TriageDataError(source, line, f"'{unknown[0]}' is no signal")
    for key in ("urgency", "impact"):
        if row.get(key) not in (None, *_LEVELS):
            raise TriageDataError(source, line, f"'{key}' is neither low nor high")
    return Case(
        text=text,
        signals=None if signals is None else frozenset(signals),
        judged=frozenset(row.get("judged") or SIGNALS),
        urgency=row.get("urgency"),
        impact=row.get("impact"),
        hard=bool(row.get("hard")),
        rated=bool(row.get("rated", True)),
    )


def outcomes(
    cases: Iterable[Case],
    rate: Callable[[str], Rating],
    clock: Callable[[], float],
) -> list[Outcome]:
    """Each case rated and timed."""
    result = []
    for case in cases:
        began = clock()
        rating = rate(case.text)
        result.append(Outcome(case, rating, clock() - began))
    return result


def report(results: Sequence[Outcome]) -> dict[str, Any]:
    """The measures as plain values, ready for JSON."""
    judged = [r for r in results if r.case.signals is not None]
    alarms = [r for r in judged if r.case.hard]
    return {
        "messages": len(results),
        "signals": {name: _scores(judged, name) for name in SIGNALS},
        "look_alikes": {
            "messages": len(alarms),
            "false_alarms": sum(bool(_false(r)) for r in alarms),
            "by_signal": dict(Counter(n for r in alarms for n in sorted(_false(r)))),
        },
        "urgency": _agreement(results, "urgency"),
        "impact": _agreement(results, "impact"),
        "quadrants": _quadrants(results),
        "small_talk": _small_talk(results),
        "ms": _times(results),
    }


def misses(results: Sequence[Outcome], name: str) -> list[tuple[str, Outcome]]:
    """The cases in which a signal was missed or falsely raised."""
    wrong = []
    for result in results:
        labelled = result.case.signals
        if labelled is None or name not in result.case.judged:
            continue
        if (name in labelled) != (name in result.found):
            wrong.append(("missed" if name in labelled else "false", result))
    return wrong


def _false(result: Outcome) -> frozenset[str]:
    return (result.found & result.case.judged) - (result.case.signals or frozenset())


def _scores(results: Sequence[Outcome], name: str) -> dict[str, float | int | None]:
    looked = [r for r in results if name in r.case.judged]
    pairs = Counter((name in (r.case.signals or ()), name in r.found) for r in looked)
    hit, missed, false = pairs[True, True], pairs[True, False], pairs[False, True]
    precision = hit / (hit + false) if hit + false else None
    recall = hit / (hit + missed) if hit + missed else None
    f1 = 2 * hit / (2 * hit + false + missed) if hit + false + missed else None
    return {
        "precision": _rounded(precision),
        "recall": _rounded(recall),
        "f1": _rounded(f1),
        "true": hit,
        "false": false,
        "missed": missed,
        "quiet": pairs[False, False],
    }


def _agreement(results: Sequence[Outcome], axis: str) -> dict[str, float | int | None]:
    labelled = [r for r in results if getattr(r.case, axis) is not None]
    pairs = Counter(
        (getattr(r.case, axis), getattr(r.rating, axis).level) for r in labelled
    )
    agreed = pairs["high", "high"] + pairs["low", "low"]
    return {
        "labelled": len(labelled),
        "agreement": _rounded(agreed / len(labelled)) if labelled else None,
        "high_as_low": pairs["high", "low"],
        "low_as_high": pairs["low", "high"],
    }


def _quadrants(results: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Labelled quadrant (urgency/impact) against the rated one."""
    table: dict[str, Counter[str]] = {}
    for result in results:
        case, rating = result.case, result.rating
        if case.urgency and case.impact:
            rated = f"{rating.urgency.level}/{rating.impact.level}"
            table.setdefault(f"{case.urgency}/{case.impact}", Counter())[rated] += 1
    return {labelled: dict(row) for labelled, row in sorted(table.items())}


def _small_talk(results: Sequence[Outcome]) -> dict[str, int]:
    """How many messages were given a rating that should have none, and the reverse."""
    pairs = Counter((r.case.rated, r.rating.priority != "none") for r in results)
    return {"rated": pairs[False, True], "unrated_complaints": pairs[True, False]}


def _times(results: Sequence[Outcome]) -> dict[str, float | None]:
    ordered = sorted(1000 * result.seconds for result in results)
    if not ordered:
        return {"p50": None, "p99": None, "max": None}
    last = len(ordered) - 1
    return {
        "p50": round(ordered[last // 2], 2),
        "p99": round(ordered[round(0.99 * last)], 2),
        "max": round(ordered[-1], 2),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

"""What people say of a rating: the only way in which it ever goes down."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from handoff.domain.signal import DANGER, Signal
from handoff.errors import ValidationFailed

MATRIX: Final = "matrix"
"""As `about`: the cell of urgency by impact."""
NONE: Final = "none"
"""As `about`: a signal that triage missed. As `to`: the signal does not hold."""
CELLS: Final = {
    ("high", "high"): "P1",
    ("high", "low"): "P2",
    ("low", "high"): "P3",
    ("low", "low"): "P4",
}
_LEVELS: Final = {cell: levels for levels, cell in CELLS.items()}

Rating = dict[str, Any]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One person's word on the matrix, or on a signal, of one message.

    `old` is what stood there, `new` what shall; they are equal when the person
    agrees. Both are a cell (P1 to P4), a signal's name, or `none`.
    """

    about: str
    message_seq: int
    old: str
    new: str
    reason: str
    by: dict[str, str]
    at: str


def standing(rating: Mapping[str, Any], about: str, *, seq: int) -> str:
    """What the rating says now, in the words of a judgement.

    Raises:
        ValidationFailed: the message has no such signal, or there is none of the name.
    """
    if about == MATRIX:
        return CELLS[rating["urgency"]["level"], rating["impact"]["level"]]
    if about == NONE:
        return NONE
    found = {signal["name"] for signal in rating["signals"] if signal["seq"] == seq}
    if about not in found:
        raise ValidationFailed(
            "the message has no such signal", details={"field": "about"}
        )
    return about


def check_new(about: str, new: str) -> None:
    """Nothing: a rating may be corrected so.

    Raises:
        ValidationFailed: it is not a cell, or not a signal.
    """
    known = set(_LEVELS) if about == MATRIX else {NONE, *Signal}
    if new not in known:
        words = ", ".join(sorted(known))
        raise ValidationFailed(f"to must be one of {words}", details={"field": "to"})


def judge(rating: Rating, judgement: Judgement, *, text: str) -> Rating:
    """The rating as the person sees it, with their judgement on record in it."""
    judged = [j for j in rating.get("judged", ()) if not _replaces(judgement, j)]
    after = {**rating, "judged": [*judged, msgspec.to_builtins(judgement)]}
    if judgement.old == judgement.new:
        return after
    if judgement.about == MATRIX:
        for axis, level in zip(
            ("urgency", "impact"), _LEVELS[judgement.new], strict=True
        ):
            after[axis] = {**rating[axis], "level": level}
    else:
        after["signals"] = _signals(rating, judgement, text)
    after["priority"] = _priority(after, judgement)
    return after


def is_dismissed(rating: Mapping[str, Any] | None, signal: str | None) -> bool:
    """Whether a person's last word on the signal is that it does not hold."""
    said = [j for j in (rating or {}).get("judged", ()) if j["about"] == signal]
    return bool(said) and said[-1]["new"] != signal


def without_judged(judged: list[Mapping[str, Any]], new: Rating, *, seq: int) -> Rating:
    """A message's rating, less what people have put right about it already."""
    changed = [j for j in judged if j["old"] != j["new"]]
    if any(j["about"] == MATRIX and seq <= j["message_seq"] for j in changed):
        calm = {"score": 0, "level": "low", "evidence": []}
        new = {**new, "urgency": calm, "impact": calm, "priority": "none"}
    gone = {j["about"] for j in changed if j["message_seq"] == seq}
    left = [signal for signal in new["signals"] if signal["name"] not in gone]
    if len(left) == len(new["signals"]):
        return new
    new = {**new, "signals": left}
    return {**new, "priority": _cell(new) if new["priority"] != "none" else "none"}


def _replaces(new: Judgement, old: Mapping[str, Any]) -> bool:
    return (new.about, new.message_seq, new.by["id"]) == (
        old["about"],
        old["message_seq"],
        old["by"]["id"],
    )


def _signals(rating: Rating, judgement: Judgement, text: str) -> list[Rating]:
    here = [
        signal
        for signal in rating["signals"]
        if (signal["name"], signal["seq"]) == (judgement.about, judgement.message_seq)
    ]
    kept = [signal for signal in rating["signals"] if signal not in here]
    if judgement.new == NONE:
        return kept
    place = here[0] if here else {"start": 0, "end": len(text)}
    added = {
        "name": judgement.new,
        "certainty": 1.0,
        "start": place["start"],
        "end": place["end"],
        "rule": "person",
        "why": judgement.reason,
        "seq": judgement.message_seq,
    }
    return [*kept, added]


def _priority(rating: Rating, judgement: Judgement) -> str:
    unrated = rating["priority"] == "none" and judgement.about != MATRIX
    danger = judgement.new in DANGER
    return "none" if unrated and not danger else _cell(rating)


def _cell(rating: Rating) -> str:
    if any(signal["name"] in DANGER for signal in rating["signals"]):
        return "P0"
    return CELLS[rating["urgency"]["level"], rating["impact"]["level"]]

"""The rating of a whole conversation: the highest of its messages, with evidence."""

from typing import Any, Final

from handoff.domain.judgement import CELLS, without_judged
from handoff.domain.signal import DANGER

MAX_ENTRIES: Final = 100
"""Evidence, signals and facts kept per list: a bound, far above a real conversation."""

Rating = dict[str, Any]

_NOTHING: Final = {"score": 0, "level": "low", "evidence": []}


def merge(old: Rating | None, new: Rating, *, seq: int) -> Rating:
    """The conversation's rating after the message `seq`; it never drops by itself.

    Scores keep their highest value, evidence, signals and facts add up, each with
    the seq of its message, and the priority follows the two axes together. What
    people have put right stays so (judgement.py).

    Args:
        old: the conversation's rating so far (docs/protocol.md, CONVERSATION_RATING).
        new: the message's own rating (RATING), spans relative to its text.
        seq: the message's place in the conversation.
    """
    before = old or {}
    judged = before.get("judged", [])
    new = without_judged(judged, new, seq=seq) if judged else new
    merged: Rating = {
        axis: _axis(before.get(axis), new.get(axis), seq)
        for axis in ("urgency", "impact")
    }
    merged["signals"] = _union(before.get("signals"), new.get("signals"), seq)
    merged["facts"] = _union(before.get("facts"), new.get("facts"), seq)
    if judged:
        merged["judged"] = judged
    merged["priority"] = _priority(before, new, merged)
    merged["human_request"] = bool(
        before.get("human_request") or new.get("human_request")
    )
    merged["version"] = new.get("version", before.get("version", ""))
    merged["truncated"] = bool(before.get("truncated") or new.get("truncated"))
    return merged


def same_weight(old: Rating | None, new: Rating) -> bool:
    """Whether nothing that matters to an agent differs between the two."""
    before = old or {"urgency": _NOTHING, "impact": _NOTHING, "priority": "none"}
    return all(
        before.get(key, []) == new.get(key)
        for key in ("urgency", "impact", "signals", "facts", "priority")
    )


def _axis(old: Rating | None, new: Rating | None, seq: int) -> Rating:
    before, now = old or {}, new or {}
    score = max(before.get("score", 0), now.get("score", 0))
    levels = (before.get("level"), now.get("level"))
    return {
        "score": score,
        "level": "high" if "high" in levels else "low",
        "evidence": _union(before.get("evidence"), now.get("evidence"), seq),
    }


def _union(
    old: list[Rating] | None, new: list[Rating] | None, seq: int
) -> list[Rating]:
    kept = list(old or ())
    stamped = ({**entry, "seq": seq} for entry in new or ())
    # A message may be rated twice, by the bot and by the desk: it counts once.
    kept += [entry for entry in stamped if entry not in kept]
    return kept[:MAX_ENTRIES]


def _priority(old: Rating, new: Rating, merged: Rating) -> str:
    known = (rating.get("priority", "none") for rating in (old, new))
    rated: list[str] = [priority for priority in known if priority != "none"]
    if not rated:
        return "none"
    if any(signal.get("name") in DANGER for signal in merged["signals"]):
        return "P0"
    together = CELLS[merged["urgency"]["level"], merged["impact"]["level"]]
    return min([*rated, together])

"""From which chance on the trained machines speak, and how sure they then are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from actions.triage import yamlfile
from actions.triage.model import SIGNALS

AXES = ("urgency", "impact")
_KEYS = frozenset(
    {"version", "signals", "danger", "axes", "idle_intents", "grave_intents"}
)
_LEVELS = frozenset({"counts", "hints"})
# A hint is for people, an alarm counts; no machine is as sure as a rule with words.
_HINT, _COUNTED, _SUREST = 0.3, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Levels:
    """From which chance on a message is a hint, and from which on it counts."""

    hints: float
    counts: float

    def certainty(self, chance: float) -> float:
        """0 below a hint, 0.3 to 0.5 for a hint, 0.5 to 0.9 for an alarm."""
        if chance < self.hints:
            return 0.0
        if chance < self.counts:
            share = (chance - self.hints) / (self.counts - self.hints)
            return round(_HINT + (_COUNTED - 0.01 - _HINT) * share, 2)
        share = (chance - self.counts) / (1 - self.counts) if self.counts < 1 else 0
        return round(_COUNTED + (_SUREST - _COUNTED) * share, 2)


@dataclass(frozen=True, slots=True)
class Plan:
    """What gets a machine (classifiers.yml), and the levels of each.

    `danger` are the signals of danger, `others` all other signals; `axes` says from
    which chance on an axis is raised to high.
    """

    danger: dict[str, Levels]
    others: dict[str, Levels]
    axes: dict[str, float]


def load_plan(path: Path) -> Plan:
    """The plan of `path`; raises TriageDataError naming file, line and reason."""
    root = yamlfile.read(path)
    root.mapping(_KEYS)
    danger = {}
    for name, node in root.need("danger").walk():
        node.mapping(_LEVELS)
        counts, hints = node.need("counts").share(), node.need("hints").share()
        if hints > counts:
            raise node.fail("a hint would need more than what counts")
        danger[_known(name, node, SIGNALS)] = Levels(hints, counts)
    others = {}
    for name, node in root.need("signals").walk():
        counts = node.share()
        others[_known(name, node, SIGNALS)] = Levels(counts, counts)
    raised = root.need("axes").walk()
    axes = {_known(name, node, AXES): node.share() for name, node in raised}
    return Plan(danger, others, axes)


def _known(name: str, node: yamlfile.Node, allowed: tuple[str, ...]) -> str:
    if name not in allowed:
        raise node.fail(f"'{name}' is not one of {', '.join(allowed)}")
    return name

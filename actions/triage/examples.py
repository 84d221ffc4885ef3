"""What the classifiers learn from: labelled messages, rule examples, people's words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.triage import yamlfile
from actions.triage.errors import TriageDataError
from actions.triage.levels import AXES
from actions.triage.measure import Case, case_from
from actions.triage.model import SIGNALS
from actions.triage.rules import Rule

LABELS = "labels.jsonl"
DIRE = frozenset({"violence", "self_harm"})
# What is judged of a message beside signals and axes: whether it is a desk's business.
BUSINESS = "business"
# Some texts are joined, so that a story does not hide what is said at its end.
_SHORT, _STRIDE = 90, 7919
_CALM_PAIRS, _GRAVE_PAIRS = 1500, 500


@dataclass(frozen=True, slots=True)
class Example:
    """What a text holds of what it was judged for: signals, high axes, business."""

    text: str
    holds: frozenset[str]
    judged: frozenset[str]


def examples_from(
    data_dir: Path, rules: Sequence[Rule], labels: Path | None = None
) -> list[Example]:
    """The training messages, the examples beside the rules, the bot's, and people's.

    `labels` is the folder that `firstline labels export` writes to.
    """
    paths = sorted(data_dir.glob("train/*.jsonl"))
    result = [example_of(c, talk=True) for p in paths for c in read_cases(p)]
    for path in _labels(labels):
        result += [example_of(case, talk=False) for case in read_cases(path)]
    for rule in rules:
        one = frozenset({rule.subject})
        # Whoever wrote an example of a lawsuit or an insult meant no danger by it.
        judged = one | DIRE if one.isdisjoint(DIRE) else one
        result += [Example(text, one, judged) for text in rule.holds]
        result += [Example(text, frozenset(), judged) for text in rule.denies]
    return result + _everyday(data_dir)


def example_of(case: Case, *, talk: bool) -> Example:
    """The labelled message as an example; of `talk` it is known whether it is business.

    An axis is learnt where all signals were looked for: others were labelled with an
    eye on danger alone.
    """
    judged = case.judged if case.signals is not None else frozenset()
    holds = set(case.signals or ())
    for axis in AXES:
        level = getattr(case, axis)
        if level and (judged >= frozenset(SIGNALS) or case.signals is None):
            judged |= {axis}
            holds |= {axis} if level == "high" else set()
    if talk:
        judged |= {BUSINESS}
        holds |= {BUSINESS} if case.rated else set()
    return Example(case.text, frozenset(holds), judged)


def merged(examples: Sequence[Example]) -> dict[str, Example]:
    """One example per text, which knows what all of the same text know."""
    result: dict[str, Example] = {}
    for one in examples:
        other = result.get(one.text, one)
        holds, judged = one.holds | other.holds, one.judged | other.judged
        result[one.text] = Example(one.text, holds, judged)
    return result


def joined(examples: Sequence[Example]) -> list[Example]:
    """Two short texts in a row, as judged for danger as both are.

    People tell a story and then say what it does to them. Two harmless sentences are
    harmless together, and danger stays danger beside a parcel.
    """
    short = [e for e in examples if len(e.text) <= _SHORT and e.judged >= DIRE]
    calm = [e for e in short if not e.holds & DIRE]
    grave = [e for e in short if e.holds & DIRE]
    result = []
    for firsts, share in ((calm, _CALM_PAIRS), (grave, _GRAVE_PAIRS)):
        for index in range(min(share, len(firsts) * len(calm) // 2)):
            # A stride that shares no factor with the length meets each text in turn.
            one, other = firsts[index % len(firsts)], calm[index * _STRIDE % len(calm)]
            first, last = (other, one) if index % 2 else (one, other)
            held = (one.holds | other.holds) & DIRE
            result.append(Example(f"{first.text} {last.text}", held, DIRE))
    return result


def _everyday(data_dir: Path) -> list[Example]:
    """The bot's examples: business or not, and no danger but where it may be meant."""
    idle = load_intents(data_dir / "classifiers.yml", "idle_intents")
    grave = load_intents(data_dir / "classifiers.yml", "grave_intents")
    business = frozenset({BUSINESS})
    result = []
    for intent, text in _said(data_dir):
        if intent in idle:
            # A greeting or "are you a bot?" holds no signal at all.
            result.append(Example(text, frozenset(), business.union(SIGNALS)))
        else:
            judged = business if intent in grave else business | DIRE
            result.append(Example(text, business, judged))
    return result


def _said(data_dir: Path) -> Iterator[tuple[str, str]]:
    """The intent and text of each of the bot's examples."""
    for path in sorted(data_dir.parent.glob("nlu/*.yml")):
        listed = yamlfile.read(path).get("nlu")
        for node in listed.items() if listed else ():
            intent, examples = node.get("intent"), node.get("examples")
            if intent is None or examples is None:
                continue
            for line in examples.text().splitlines():
                if line.strip():
                    yield intent.text(), line.removeprefix("- ")


def load_intents(path: Path, key: str) -> frozenset[str]:
    """The bot's intents that classifiers.yml lists there."""
    return frozenset(yamlfile.read(path).need(key).texts())


def read_cases(path: Path) -> Iterator[Case]:
    """The labelled messages of a file; raises TriageDataError."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            yield case_from(_object(line, path, number), str(path), number)


def _labels(folder: Path | None) -> list[Path]:
    path = folder / LABELS if folder else None
    return [path] if path is not None and path.is_file() else []


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TriageDataError(path, number, "is not JSON") from error
    if not isinstance(row, dict):
        raise TriageDataError(path, number, "is not a JSON object")
    return row

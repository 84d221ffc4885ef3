"""What the classifiers learn from: labelled messages, rule examples, people's words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.triage import yamlfile
from actions.triage.danger import Levels
from actions.triage.errors import TriageDataError
from actions.triage.measure import Case, case_from
from actions.triage.model import SIGNALS
from actions.triage.rules import Rule

LABELS = "labels.jsonl"
_KEYS = frozenset({"version", "signals", "danger", "idle_intents", "grave_intents"})
DIRE = frozenset({"violence", "self_harm"})
_LEVELS = frozenset({"counts", "hints"})


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the signals it holds and those it was judged for.

    `harmless` texts hold none at all: alarms on them set the chance that counts.
    """

    text: str
    holds: frozenset[str]
    judged: frozenset[str]
    harmless: bool = False

    @property
    def calm(self) -> bool:
        """Whether it was judged for violence and self-harm and holds neither."""
        return self.judged >= DIRE and not self.holds & DIRE


@dataclass(frozen=True, slots=True)
class Plan:
    """Which signals get which classifier (classifiers.yml).

    `floors` gives linear ones their least chance; `danger` gives the signals of danger
    the chances from which on a message is a hint, and counts.
    """

    floors: dict[str, float]
    danger: dict[str, Levels]


def load_plan(path: Path) -> Plan:
    """The plan of `path`; raises TriageDataError naming file, line and reason."""
    root = yamlfile.read(path)
    root.mapping(_KEYS)
    floors = {
        _signal(name, node): node.share() for name, node in root.need("signals").walk()
    }
    danger = {}
    for name, node in root.need("danger").walk():
        node.mapping(_LEVELS)
        counts, hints = node.need("counts").share(), node.need("hints").share()
        if hints > counts:
            raise node.fail("a hint would need more than what counts")
        danger[_signal(name, node)] = Levels(hints, counts)
    return Plan(floors, danger)


def examples_from(
    data_dir: Path, rules: Sequence[Rule], labels: Path | None = None
) -> list[Example]:
    """The training messages, the examples beside the rules, and people's corrections.

    `labels` is the folder that `firstline labels export` writes to.
    """
    result = []
    for path in [*sorted(data_dir.glob("train/*.jsonl")), *_labels(labels)]:
        for case in read_cases(path):
            # A message of which people only moved the axes teaches nothing here.
            if case.signals is not None:
                held = case.signals
                result.append(Example(case.text, held, case.judged, not held))
    for rule in rules:
        one = frozenset({rule.subject})
        # Whoever wrote an example of a lawsuit or an insult meant no danger by it.
        judged = one | DIRE if one.isdisjoint(DIRE) else one
        result += [Example(text, one, judged) for text in rule.holds]
        result += [Example(text, frozenset(), judged) for text in rule.denies]
    return result


def talk_from(data_dir: Path) -> list[tuple[str, bool]]:
    """Texts and whether they are business: our messages and the bot's examples."""
    cases = [c for p in sorted(data_dir.glob("train/*.jsonl")) for c in read_cases(p)]
    talk = [(case.text, case.rated) for case in cases]
    idle = load_intents(data_dir / "classifiers.yml", "idle_intents")
    return talk + [(text, intent not in idle) for intent, text in _said(data_dir)]


def everyday_from(data_dir: Path) -> list[str]:
    """The bot's examples of everything but what may well be grave."""
    grave = load_intents(data_dir / "classifiers.yml", "grave_intents")
    return [text for intent, text in _said(data_dir) if intent not in grave]


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


def _signal(name: str, node: yamlfile.Node) -> str:
    if name not in SIGNALS:
        raise node.fail(f"'{name}' is not one of the twelve signals")
    return name


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TriageDataError(path, number, "is not JSON") from error
    if not isinstance(row, dict):
        raise TriageDataError(path, number, "is not a JSON object")
    return row

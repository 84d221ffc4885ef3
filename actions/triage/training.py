"""Trains the classifiers from labelled messages; run at set-up, never while serving."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from actions.triage import yamlfile
from actions.triage.classifier import Weights, words_of
from actions.triage.encoder import Encoder, Vectors
from actions.triage.errors import TriageDataError
from actions.triage.measure import Case, case_from
from actions.triage.model import SIGNALS
from actions.triage.rules import Rule

_FOLDS = 5
_STRENGTH = 20.0
# How many harmless messages in a thousand a signal may flag on its own.
_FALSE_SHARE = 0.005
_CEILING = 0.98
_MIN_TELLING = 2


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the signals it holds and those it was judged for.

    `harmless` texts hold none at all: alarms on them set the chance that counts.
    """

    text: str
    holds: frozenset[str]
    judged: frozenset[str]
    harmless: bool = False


def load_floors(path: Path) -> dict[str, float]:
    """The signals that get a classifier (classifiers.yml), with their floors."""
    root = yamlfile.read(path)
    root.mapping(frozenset({"version", "signals", "idle_intents"}))
    floors = {}
    for name, node in root.need("signals").walk():
        if name not in SIGNALS:
            raise node.fail(f"'{name}' is not one of the twelve signals")
        floors[name] = node.share()
    return floors


def train(
    examples: Sequence[Example],
    talk: Sequence[tuple[str, bool]],
    floors: Mapping[str, float],
    encoder: Encoder,
    folder: Path,
) -> None:
    """Writes weights.npz and manifest.json for these examples into `folder`.

    `talk` pairs texts with whether they are a complaint desk's business; `floors`
    names the signals that get a classifier, and the least chance that counts.
    """
    vectors = encoder.embed([example.text for example in examples])
    rows, biases, thresholds = [], [], []
    for name, floor in floors.items():
        judged = [i for i, e in enumerate(examples) if name in e.judged]
        labels = np.array([name in examples[i].holds for i in judged])
        plain = np.array([examples[i].harmless for i in judged])
        row, bias, threshold = _one(vectors[judged], labels, plain)
        rows.append(row)
        biases.append(bias)
        thresholds.append(max(floor, threshold))
    # Written beside and renamed, so that no reader finds half a model.
    unready = folder.with_name(f".{folder.name}")
    unready.mkdir(parents=True, exist_ok=True)
    np.savez(
        unready / "weights.npz",
        rows=np.array(rows, np.float32),
        biases=np.array(biases, np.float32),
        thresholds=np.array(thresholds, np.float32),
        content=_content(talk, encoder),
    )
    manifest = {
        "version": folder.name.removeprefix("triage-"),
        "signals": list(floors),
        "examples": len(examples),
        "telling": _telling(examples),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True)
    (unready / "manifest.json").write_text(text, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unready.rename(folder)


def examples_from(data_dir: Path, rules: Sequence[Rule]) -> list[Example]:
    """The training messages of the data folder and the examples beside its rules."""
    result = [
        Example(case.text, case.signals or frozenset(), case.judged, not case.signals)
        for path in sorted(data_dir.glob("train/*.jsonl"))
        for case in read_cases(path)
    ]
    for rule in rules:
        one = frozenset({rule.subject})
        result += [Example(text, one, one) for text in rule.holds]
        result += [Example(text, frozenset(), one) for text in rule.denies]
    return result


def talk_from(data_dir: Path) -> list[tuple[str, bool]]:
    """Texts and whether they are business: our messages and the bot's examples."""
    cases = [c for p in sorted(data_dir.glob("train/*.jsonl")) for c in read_cases(p)]
    talk = [(case.text, case.rated) for case in cases]
    idle = load_idle(data_dir / "classifiers.yml")
    for path in sorted(data_dir.parent.glob("nlu/*.yml")):
        listed = yamlfile.read(path).get("nlu")
        for node in listed.items() if listed else ():
            intent, examples = node.get("intent"), node.get("examples")
            if intent is None or examples is None:
                continue
            ours = intent.text() not in idle
            lines = examples.text().splitlines()
            talk += [(line.removeprefix("- "), ours) for line in lines if line.strip()]
    return talk


def load_idle(path: Path) -> frozenset[str]:
    """The intents of the bot that are no business of a complaint desk."""
    return frozenset(yamlfile.read(path).need("idle_intents").texts())


def read_cases(path: Path) -> Iterator[Case]:
    """The labelled messages of a file; raises TriageDataError."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            yield case_from(_object(line, path, number), str(path), number)


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TriageDataError(path, number, "is not JSON") from error
    if not isinstance(row, dict):
        raise TriageDataError(path, number, "is not a JSON object")
    return row


def _one(
    vectors: Vectors, labels: npt.NDArray[np.bool_], plain: npt.NDArray[np.bool_]
) -> tuple[Weights, float, float]:
    """A row, a bias and the chance that counts.

    The chance that counts is set on unseen `plain` messages, which hold no signal:
    taking one danger for another harms less than an alarm over a late parcel.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    learner = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=11)
    unseen = cross_val_predict(
        learner, vectors, labels, cv=folds, method="predict_proba"
    )[:, 1]
    harmless = np.sort(unseen[plain])
    allowed = math.floor(_FALSE_SHARE * len(harmless))
    threshold = min(_CEILING, float(harmless[-1 - allowed]) + 0.01)
    learner.fit(vectors, labels)
    row: Weights = learner.coef_[0].astype(np.float32)
    return row, float(learner.intercept_[0]), threshold


def _content(talk: Sequence[tuple[str, bool]], encoder: Encoder) -> Weights:
    """One row with its bias last: a desk's business against all other talk."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    learner.fit(encoder.embed([text for text, _ in talk]), [ours for _, ours in talk])
    row: Weights = np.append(learner.coef_[0], learner.intercept_).astype(np.float32)
    return row


def _telling(examples: Sequence[Example]) -> dict[str, float]:
    """How much more often a word stands in messages that hold a signal."""
    held: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for example in examples:
        (held if example.holds else other).update(words_of(example.text))
    total_held, total_other = sum(held.values()), sum(other.values())
    result = {}
    for word, count in held.items():
        if count >= _MIN_TELLING:
            share = (count + 1) / (total_held + 2)
            odds = math.log(share / ((other[word] + 1) / (total_other + 2)))
            if odds > 0:
                result[word] = round(odds, 3)
    return result

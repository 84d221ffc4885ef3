"""Trains the classifiers from labelled messages; run at set-up, never while serving."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from actions.triage.classifier import Weights, words_of
from actions.triage.danger_training import joined, train_danger
from actions.triage.encoder import Encoder, Vectors
from actions.triage.examples import DIRE, Example, Plan

_FOLDS = 5
_STRENGTH = 20.0
# How many harmless messages in a thousand a linear classifier may flag on its own.
_FALSE_SHARE = 0.005
_CEILING = 0.98
_MIN_TELLING = 2
# Many short messages may score alike; the level lies above all of them.
_JUST_ABOVE = 1e-4

Flags = npt.NDArray[np.bool_]


def train(
    examples: Sequence[Example],
    talk: Sequence[tuple[str, bool]],
    plan: Plan,
    encoder: Encoder,
    folder: Path,
    everyday: frozenset[str] = frozenset(),
) -> None:
    """Writes weights.npz and manifest.json for these examples into `folder`.

    `talk` pairs texts with whether they are a complaint desk's business; `plan` names
    the signals that get a classifier, and of which kind. Texts of the talk that are
    `everyday` hold no danger.
    """
    shown = joined(_dangerous(examples, everyday))
    texts = sorted({e.text for e in examples} | {t for t, _ in talk} | shown.keys())
    place = {text: row for row, text in enumerate(texts)}
    meaning = encoder.read(texts)
    vectors = meaning.sentences[[place[example.text] for example in examples]]
    rows, biases, thresholds = [], [], []
    for name, floor in plan.floors.items():
        row, bias, threshold = _linear(*_judged(examples, vectors, name))
        rows.append(row)
        biases.append(bias)
        thresholds.append(max(floor, threshold))
    talked = meaning.sentences[[place[text] for text, _ in talk]]
    danger = train_danger(
        list(shown),
        meaning.layers[[place[text] for text in shown]],
        np.array([[name in held for name in plan.danger] for held in shown.values()]),
        plan.danger,
    )
    arrays = {
        "rows": np.array(rows, np.float32),
        "biases": np.array(biases, np.float32),
        "thresholds": np.array(thresholds, np.float32),
        "content": _content(talked, [ours for _, ours in talk]),
        **danger.arrays(),
    }
    manifest = {
        "version": folder.name.removeprefix("triage-"),
        "signals": list(plan.floors),
        "danger": list(plan.danger),
        "examples": len(examples),
        "telling": _telling(examples),
    }
    _write(folder, arrays, json.dumps(manifest, indent=1, sort_keys=True))


def _dangerous(
    examples: Sequence[Example], everyday: frozenset[str]
) -> dict[str, frozenset[str]]:
    """What was judged for danger, and what it holds; everyday texts hold none."""
    calm: dict[str, frozenset[str]] = dict.fromkeys(sorted(everyday), frozenset())
    return calm | {e.text: e.holds & DIRE for e in examples if e.judged & DIRE}


def _write(folder: Path, arrays: dict[str, Any], manifest: str) -> None:
    """Written beside and renamed, so that no reader finds half a model."""
    unready = folder.with_name(f".{folder.name}")
    unready.mkdir(parents=True, exist_ok=True)
    with (unready / "weights.npz").open("wb") as file:
        np.savez(file, **arrays)
    (unready / "manifest.json").write_text(manifest, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unready.rename(folder)


def _judged(
    examples: Sequence[Example], vectors: Vectors, name: str
) -> tuple[Vectors, Flags, Flags]:
    """The vectors judged for the signal, whether they hold it, which are quiet.

    Quiet messages are those without any signal; for a signal of danger, also those
    that threaten with no more than a lawyer or a review.
    """
    judged = [i for i, e in enumerate(examples) if name in e.judged]
    shown = [examples[i] for i in judged]
    labels = np.array([name in e.holds for e in shown])
    quiet = np.array([e.harmless or (name in DIRE and e.calm) for e in shown])
    return vectors[judged], labels, quiet


def _linear(
    vectors: Vectors, labels: Flags, quiet: Flags
) -> tuple[Weights, float, float]:
    """A row, a bias and the chance that counts.

    The chance that counts is set on unseen `quiet` messages, which hold no signal:
    taking one danger for another harms less than an alarm over a late parcel.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    learner = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=11)
    unseen = cross_val_predict(
        learner, vectors, labels, cv=folds, method="predict_proba"
    )[:, 1]
    threshold = min(_CEILING, _reached_by(unseen[quiet], _FALSE_SHARE) + 0.01)
    learner.fit(vectors, labels)
    row: Weights = learner.coef_[0].astype(np.float32)
    return row, float(learner.intercept_[0]), threshold


def _reached_by(scores: Weights, share: float) -> float:
    """The score that at most this share of the scores reaches."""
    ordered = np.sort(scores)
    return float(ordered[-1 - math.floor(share * len(ordered))]) + _JUST_ABOVE


def _content(vectors: Vectors, ours: Sequence[bool]) -> Weights:
    """One row with its bias last: a desk's business against all other talk."""
    from sklearn.linear_model import LogisticRegression

    learner = LogisticRegression(C=_STRENGTH, max_iter=500, class_weight="balanced")
    learner.fit(vectors, ours)
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

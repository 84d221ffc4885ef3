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
from actions.triage.encoder import Encoder, Vectors
from actions.triage.examples import DIRE, Example, Plan
from actions.triage.nearness import Nearness

_FOLDS = 5
_STRENGTH = 20.0
# How many harmless messages in a thousand a linear classifier may flag on its own.
_FALSE_SHARE = 0.005
_CEILING = 0.98
_MIN_TELLING = 2
# Found by cross-validation on train/: wider kernels blur threats into strong words.
_WIDTH, _SLACK = 1.5, 3.0
# How far below a hint an everyday message is near enough to be worth a lesson.
_NEARLY = 0.3

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
    talked = encoder.embed([text for text, _ in talk])
    calm = talked[[text in everyday for text, _ in talk]]
    vectors = encoder.embed([example.text for example in examples])
    rows, biases, thresholds = [], [], []
    for name, floor in plan.floors.items():
        row, bias, threshold = _linear(*_judged(examples, vectors, name))
        rows.append(row)
        biases.append(bias)
        thresholds.append(max(floor, threshold))
    arrays = {
        "rows": np.array(rows, np.float32),
        "biases": np.array(biases, np.float32),
        "thresholds": np.array(thresholds, np.float32),
        "content": _content(talked, [ours for _, ours in talk]),
    }
    for name, shares in plan.near.items():
        machine = _near(*_judged(examples, vectors, name), shares, calm)
        arrays |= machine.arrays(name)
    manifest = {
        "version": folder.name.removeprefix("triage-"),
        "signals": list(plan.floors),
        "near": list(plan.near),
        "examples": len(examples),
        "telling": _telling(examples),
    }
    _write(folder, arrays, json.dumps(manifest, indent=1, sort_keys=True))


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


def _near(
    vectors: Vectors,
    labels: Flags,
    quiet: Flags,
    shares: tuple[float, float],
    everyday: Vectors,
) -> Nearness:
    """A kernel machine whose levels let those shares of harmless messages pass.

    Of the everyday messages those that come near a hint are learnt as well: the levels
    stay as they were, set on harder ones.
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.svm import SVC

    learner = SVC(C=_SLACK, gamma=_WIDTH, class_weight="balanced")
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=11)
    unseen = cross_val_predict(
        learner, vectors, labels, cv=folds, method="decision_function"
    )
    counts, hints = (_reached_by(unseen[quiet], share) for share in shares)
    learner.fit(vectors, labels)
    taught = everyday[:0]
    if len(everyday):
        taught = everyday[learner.decision_function(everyday) > hints - _NEARLY]
    if len(taught):
        vectors = np.vstack([vectors, taught])
        learner.fit(vectors, np.append(labels, np.zeros(len(taught), bool)))
    return Nearness(
        supports=vectors[learner.support_],
        pulls=learner.dual_coef_[0].astype(np.float32),
        bias=float(learner.intercept_[0]),
        width=_WIDTH,
        hints=hints,
        counts=counts,
    )


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

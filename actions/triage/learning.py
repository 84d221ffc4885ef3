"""Trains the machines: a network for danger, rows for the rest, phrases beside all."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from actions.triage.encoder import Vectors
from actions.triage.machines import Machines, prepared
from actions.triage.phrases import Phrases, counted

# 1 holds, 0 does not, -1 was not looked for: int8 [texts, names].
Labels = npt.NDArray[np.int8]
# Found by leaving one writer out after the other: more hidden units or rounds learn
# the writers and not the danger, and three starts side by side steady the result.
_HIDDEN, _ROUNDS, _STARTS = 64, 12, 3
_RATE, _DECAY, _BATCH = 2e-3, 0.01, 64
# How freely rows over the layers and over the phrases follow single messages.
_MEANT, _WORDED = 0.05, 10.0
# A gram that one message alone uses says nothing about others.
_LEAST_TEXTS = 2


def learn(
    texts: Sequence[str],
    layers: Vectors,
    labels: Labels,
    danger: Sequence[str],
    others: Sequence[str],
) -> Machines:
    """The machines for `danger` and `others`, the columns of `labels` in this order."""
    centre = layers.mean(axis=0)
    spread = layers.std(axis=0) + np.float32(1e-3)
    inputs = prepared(layers, centre, spread)
    rows = [_row(inputs, column, _MEANT) for column in labels.T[len(danger) :]]
    return Machines(
        danger=tuple(danger),
        others=tuple(others),
        centre=centre,
        spread=spread,
        rows=np.array([row[:-1] for row in rows], np.float32),
        biases=np.array([row[-1] for row in rows], np.float32),
        phrases=_phrases(texts, labels),
        **_network(inputs, labels[:, : len(danger)]),
    )


def _network(inputs: Vectors, labels: Labels) -> dict[str, Vectors]:
    """Networks from several starts, as one whose log-odds are their mean."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    known = (labels >= 0).all(axis=1)
    inputs, labels = inputs[known], labels[known]
    learnt = []
    for start in range(_STARTS):
        learner = MLPClassifier(
            (_HIDDEN,),
            alpha=_DECAY,
            max_iter=_ROUNDS,
            random_state=start,
            learning_rate_init=_RATE,
            batch_size=min(_BATCH, len(inputs)),
        )
        with warnings.catch_warnings():
            # The rounds are few on purpose.
            warnings.simplefilter("ignore", ConvergenceWarning)
            learnt.append(learner.fit(inputs, labels))
    made = {
        "inner": np.hstack([one.coefs_[0] for one in learnt]),
        "inner_bias": np.concatenate([one.intercepts_[0] for one in learnt]),
        "outer": np.concatenate([one.coefs_[1] for one in learnt]) / _STARTS,
        "outer_bias": np.mean([one.intercepts_[1] for one in learnt], axis=0),
    }
    return {name: part.astype(np.float32) for name, part in made.items()}


def _row(inputs: Any, column: Labels, strength: float) -> Vectors:
    """Weights and, last, the bias of a logistic regression on what was looked at.

    `inputs` is an array or a sparse matrix with a row per text.
    """
    from sklearn.linear_model import LogisticRegression

    known = np.flatnonzero(column >= 0)
    learner = LogisticRegression(C=strength, max_iter=200, class_weight="balanced")
    learner.fit(inputs[known], column[known])
    return np.append(learner.coef_[0], learner.intercept_).astype(np.float32)


def _phrases(texts: Sequence[str], labels: Labels) -> Phrases:
    from scipy.sparse import csr_matrix

    found = [counted(text) for text in texts]
    every, uses = np.unique(
        np.array([key for keys in found for key in keys], np.uint32),
        return_counts=True,
    )
    keys, uses = every[uses >= _LEAST_TEXTS], uses[uses >= _LEAST_TEXTS]
    rarity = (np.log((1 + len(texts)) / (1 + uses)) + 1).astype(np.float32)
    place = {int(key): index for index, key in enumerate(keys)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, counts in enumerate(found):
        mine = [(place[key], n) for key, n in counts.items() if key in place]
        at = [index for index, _ in mine]
        weights = (1 + np.log([n for _, n in mine])) * rarity[at]
        rows += [row] * len(mine)
        columns += at
        values += list(weights / max(float(np.linalg.norm(weights)), 1e-9))
    matrix = csr_matrix((values, (rows, columns)), (len(texts), len(keys)), np.float32)
    learnt = np.array([_row(matrix, column, _WORDED) for column in labels.T])
    return Phrases(keys, rarity, learnt[:, :-1].T, learnt[:, -1])

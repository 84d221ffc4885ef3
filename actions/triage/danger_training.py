"""Trains what judges danger: a small network on the layers, and phrases beside it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from actions.triage.danger import Danger, Levels, Network, prepared
from actions.triage.encoder import Vectors
from actions.triage.phrases import Phrases, counted

Flags = npt.NDArray[np.bool_]
# Found by leaving one writer out after the other: more hidden units or rounds learn
# the writers and not the danger, and three starts side by side steady the result.
_HIDDEN, _ROUNDS, _STARTS = 64, 12, 3
_RATE, _DECAY, _BATCH = 2e-3, 0.01, 64
_STRENGTH = 10.0
# Texts up to this length are joined, so many pairs of each kind.
_SHORT, _STRIDE = 90, 7919
_CALM_PAIRS, _GRAVE_PAIRS = 1500, 500
# A gram that one message alone uses says nothing about others.
_LEAST_TEXTS = 2


def train_danger(
    texts: Sequence[str], layers: Vectors, labels: Flags, levels: Mapping[str, Levels]
) -> Danger:
    """Both machines for the signals of `levels`; `labels` bool [texts, signals]."""
    return Danger(
        tuple(levels),
        _network(layers, labels),
        _phrases(texts, labels),
        tuple(levels.values()),
    )


def joined(shown: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """The texts, and some that are two of them in a row, holding what both hold.

    People tell a story and then say what it does to them. Two harmless sentences are
    harmless together, and danger stays danger beside a parcel.
    """
    short = sorted(text for text in shown if len(text) <= _SHORT)
    calm = [text for text in short if not shown[text]]
    grave = [text for text in short if shown[text]]
    result = dict(shown)
    for firsts, share in ((calm, _CALM_PAIRS), (grave, _GRAVE_PAIRS)):
        for index in range(min(share, len(firsts) * len(calm) // 2)):
            # A stride that shares no factor with the lengths meets each text in turn.
            one, other = firsts[index % len(firsts)], calm[index * _STRIDE % len(calm)]
            pair = (other, one) if index % 2 else (one, other)
            result[" ".join(pair)] = shown[one] | shown[other]
    return result


def _network(layers: Vectors, labels: Flags) -> Network:
    """Networks from several starts, as one whose log-odds are their mean."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    centre = layers.mean(axis=0)
    spread = layers.std(axis=0) + np.float32(1e-3)
    inputs = prepared(layers, centre, spread)
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
            learnt.append(learner.fit(inputs, labels.astype(int)))
    outer = np.concatenate([one.coefs_[1] for one in learnt]) / _STARTS
    return Network(
        centre,
        spread,
        np.hstack([one.coefs_[0] for one in learnt]).astype(np.float32),
        np.concatenate([one.intercepts_[0] for one in learnt]).astype(np.float32),
        outer.astype(np.float32),
        np.mean([one.intercepts_[1] for one in learnt], axis=0).astype(np.float32),
    )


def _phrases(texts: Sequence[str], labels: Flags) -> Phrases:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    found = [counted(text) for text in texts]
    every, uses = np.unique(
        np.array([key for keys in found for key in keys], np.uint32),
        return_counts=True,
    )
    keys, uses = every[uses >= _LEAST_TEXTS], uses[uses >= _LEAST_TEXTS]
    rarity = (np.log((1 + len(texts)) / (1 + uses)) + 1).astype(np.float32)
    place = {int(key): index for index, key in enumerate(keys)}
    rows, columns, values = [], [], []
    for row, counts in enumerate(found):
        mine = [(place[key], n) for key, n in counts.items() if key in place]
        at = [index for index, _ in mine]
        weights = (1 + np.log([n for _, n in mine])) * rarity[at]
        rows += [row] * len(mine)
        columns += at
        values += list(weights / max(float(np.linalg.norm(weights)), 1e-9))
    matrix = csr_matrix((values, (rows, columns)), (len(texts), len(keys)), np.float32)
    pulls, bias = [], []
    for signal in labels.T:
        learner = LogisticRegression(
            C=_STRENGTH, max_iter=200, class_weight="balanced"
        ).fit(matrix, signal)
        pulls.append(learner.coef_[0])
        bias.append(learner.intercept_[0])
    return Phrases(
        keys, rarity, np.array(pulls, np.float32).T, np.array(bias, np.float32)
    )

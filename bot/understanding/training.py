"""Fits the classifier, its confidence and its border from examples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.understanding.encoder import Vectors
from bot.understanding.errors import UnderstandingError
from bot.understanding.language import SmallWords
from bot.understanding.model import (
    Model,
    Numbers,
    familiarity,
    groups_of,
    nearness,
    softmax,
)

FOLDS = 5
_TEMPERATURES = np.geomspace(0.25, 4.0, 41)
# What may be added for the nearest examples. Which of them is best differs with the
# examples: many near-copies want much of it (our own: 10), a few different ones none.
_NEAREST_WEIGHTS = (0.0, 2.5, 5.0, 7.5, 10.0)


@dataclass(frozen=True)
class TrainingSettings:
    """What can be chosen; the defaults are the measured ones.

    `strength`: the classifier's C. A message is known if it is more familiar than the
    `percentile` (percent) of examples judged unseen, and than where those were right
    with probability `certainty`: few near-copies among the examples make the first
    one strict, many different ones the second.
    """

    strength: float = 30.0
    percentile: float = 5.0
    certainty: float = 0.55
    asides: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()


def train(
    labels: Sequence[str],
    vectors: Vectors,
    encoder: str,
    words: SmallWords,
    settings: TrainingSettings,
) -> Model:
    """Return a model of `labels` [n] and their unit vectors [n, width].

    The same input gives the same model. Raises UnderstandingError for fewer than two
    topics, or nothing at all.
    """
    topics = tuple(sorted(set(labels)))
    if len(topics) < 2:
        raise UnderstandingError(f"at least two topics are needed, not {len(topics)}")
    place = {topic: number for number, topic in enumerate(topics)}
    numbers = np.array([place[label] for label in labels], np.int64)
    logits, near, held_out = _judged_unseen(vectors, numbers, len(topics), settings)
    nearest_weight, temperature = _weighed(logits, near, numbers)
    logits += np.float32(nearest_weight) * near
    scores = _unseen_familiarity(vectors, numbers, held_out, logits / temperature)
    right = logits.argmax(axis=1) == numbers
    weights, bias = fit(vectors, numbers, len(topics), settings.strength)
    return Model(
        topics=topics,
        weights=weights,
        bias=bias,
        temperature=temperature,
        nearest_weight=nearest_weight,
        centroids=centroids(vectors, numbers, len(topics)),
        examples=vectors,
        owners=numbers,
        threshold=_border(scores, right, settings),
        asides=settings.asides,
        refused=settings.refused,
        encoder=encoder,
        words=words,
    )


def fit(
    vectors: Vectors, numbers: Numbers, topics: int, strength: float
) -> tuple[Vectors, Vectors]:
    """Return weights [topics, width] and bias [topics] of a logistic regression.

    A topic without examples here gets a bias that keeps it last.
    """
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    classifier.fit(vectors, numbers)
    weights = np.zeros((topics, vectors.shape[1]), np.float32)
    bias = np.full(topics, -100.0, np.float32)
    coefficients, intercept = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) == 2:  # scikit-learn keeps one row for two classes
        coefficients = np.vstack([-coefficients, coefficients])
        intercept = np.concatenate([-intercept, intercept])
    weights[classifier.classes_] = coefficients
    bias[classifier.classes_] = intercept
    return weights, bias


def centroids(vectors: Vectors, numbers: Numbers, topics: int) -> Vectors:
    """Return the unit mean of each topic's vectors; zeros for a topic without any."""
    means = np.zeros((topics, vectors.shape[1]), np.float32)
    for topic in range(topics):
        members = vectors[numbers == topic]
        if len(members):
            mean = members.mean(axis=0)
            means[topic] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    return means


def _folds(numbers: Numbers) -> Numbers:
    """Deal each topic's examples over the folds, always the same way."""
    order = np.random.default_rng(0).permutation(len(numbers))
    fold = np.zeros(len(numbers), np.int64)
    dealt: dict[int, int] = {}
    for index in order:
        topic = int(numbers[index])
        # Topics with few examples start at different folds, so that folds stay even.
        fold[index] = (topic + dealt.get(topic, 0)) % FOLDS
        dealt[topic] = dealt.get(topic, 0) + 1
    return fold


def _judged_unseen(
    vectors: Vectors, numbers: Numbers, topics: int, settings: TrainingSettings
) -> tuple[Vectors, Vectors, Numbers]:
    """Return each example's logits and nearness from a model without it, and folds."""
    fold = _folds(numbers)
    logits = np.zeros((len(numbers), topics), np.float32)
    near = np.zeros((len(numbers), topics), np.float32)
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        if not outside.any() or len(set(numbers[inside])) < 2:
            continue
        weights, bias = fit(vectors[inside], numbers[inside], topics, settings.strength)
        logits[outside] = vectors[outside] @ weights.T + bias
        groups = groups_of(numbers[inside], topics)
        near[outside] = nearness(vectors[outside], vectors[inside], groups)
    return logits, near, fold


def _weighed(logits: Vectors, near: Vectors, numbers: Numbers) -> tuple[float, float]:
    """Return the nearest examples' weight and the temperature of the least log loss."""
    found = []
    for weight in _NEAREST_WEIGHTS:
        temperature, loss = _calibrated(logits + np.float32(weight) * near, numbers)
        found.append((loss, weight, temperature))
    _, weight, temperature = min(found)
    return weight, temperature


def _calibrated(logits: Vectors, numbers: Numbers) -> tuple[float, float]:
    """Return the temperature under which confidence is right as often as it says.

    With it comes its log loss, the mean over the examples.
    """
    rows = np.arange(len(numbers))
    losses = []
    for temperature in _TEMPERATURES:
        chosen = softmax(logits / np.float32(temperature))[rows, numbers]
        losses.append(float(-np.log(np.maximum(chosen, 1e-6)).mean()))
    best = int(np.argmin(losses))
    return float(_TEMPERATURES[best]), losses[best]


def _unseen_familiarity(
    vectors: Vectors, numbers: Numbers, fold: Numbers, logits: Vectors
) -> Vectors:
    """Return how familiar each example is to a model that did not see its fold."""
    probabilities = softmax(logits)
    scores = np.zeros(len(numbers), np.float32)
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        if not outside.any() or not inside.any():
            continue
        centres = centroids(vectors[inside], numbers[inside], logits.shape[1])
        scores[outside] = familiarity(
            vectors[outside], vectors[inside], centres, probabilities[outside]
        )
    return scores


def _border(
    scores: Vectors, right: npt.NDArray[np.bool_], settings: TrainingSettings
) -> float:
    """Return the familiarity from which on a message is known (see the settings)."""
    from sklearn.linear_model import LogisticRegression

    border = float(np.percentile(scores, settings.percentile))
    if right.all() or not right.any():
        return border
    curve = LogisticRegression(C=100.0).fit(scores[:, None], right)
    slope, offset = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    if slope <= 0.0:  # familiarity says nothing here: too few examples
        return border
    odds = float(np.log(settings.certainty / (1.0 - settings.certainty)))
    return max(border, min((odds - offset) / slope, float(np.median(scores))))

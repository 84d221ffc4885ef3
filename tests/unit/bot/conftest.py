"""Small worlds of vectors: topics are directions, sentences lie near them."""

import numpy as np
import numpy.typing as npt
import pytest

from bot.understanding.language import SmallWords
from bot.understanding.model import Model
from bot.understanding.training import TrainingSettings, train

WIDTH = 16
TOPICS = ("greet", "late_delivery", "out_of_scope", "refund_status")


def near(direction: int, count: int, seed: int) -> npt.NDArray[np.float32]:
    """Return unit vectors around one axis: float32 [count, WIDTH]."""
    noise = np.random.default_rng(seed).normal(0.0, 0.12, (count, WIDTH))
    noise[:, direction] += 1.0
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    return noise.astype(np.float32)


@pytest.fixture(scope="session")
def words() -> SmallWords:
    return SmallWords.of(["the", "is"], {"spanish": ["dónde", "mi", "pedido"]})


@pytest.fixture(scope="session")
def model(words: SmallWords) -> Model:
    """Return a model of TOPICS, each along the axis of its number."""
    vectors = np.vstack([near(axis, 30, axis) for axis in range(len(TOPICS))])
    labels = [topic for topic in TOPICS for _ in range(30)]
    settings = TrainingSettings(
        asides=frozenset({"greet"}), refused=frozenset({"out_of_scope"})
    )
    return train(labels, vectors, "encoder-1", words, settings)

"""Training: what is learnt, where knowledge ends, and that it is always the same."""

import io

import numpy as np
import pytest

from bot.understanding.errors import UnderstandingError
from bot.understanding.language import SmallWords
from bot.understanding.model import Model
from bot.understanding.training import TrainingSettings, train
from tests.unit.bot.conftest import TOPICS, near


def test_unseen_messages_get_their_topic(model: Model) -> None:
    for number, topic in enumerate(TOPICS):
        probabilities = model.probabilities(near(number, 20, 100 + number))

        assert (probabilities.argmax(axis=1) == TOPICS.index(topic)).mean() == 1.0


def test_confidence_sums_to_one_and_is_calibrated_to_be_sure(model: Model) -> None:
    probabilities = model.probabilities(near(1, 50, 7))

    assert np.allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    assert probabilities[:, 1].mean() > 0.9


def test_known_messages_are_more_familiar_than_strange_ones(model: Model) -> None:
    known, strange = near(1, 50, 8), near(12, 50, 9)

    def familiar(vectors: np.typing.NDArray[np.float32]) -> float:
        scores = model.familiarity(vectors, model.probabilities(vectors))
        return float((scores >= model.threshold).mean())

    assert familiar(known) >= 0.8
    assert familiar(strange) == 0.0


def test_training_twice_gives_the_same_model(words: SmallWords) -> None:
    vectors = np.vstack([near(0, 9, 1), near(1, 9, 2)])
    labels = ["a"] * 9 + ["b"] * 9

    first, second = (
        train(labels, vectors, "e", words, TrainingSettings()) for _ in range(2)
    )

    assert np.array_equal(first.weights, second.weights)
    assert first.threshold == second.threshold
    assert first.temperature == second.temperature


@pytest.mark.parametrize("labels", [["a"], ["a", "a", "a"]])
def test_one_topic_is_not_enough(labels: list[str], words: SmallWords) -> None:
    with pytest.raises(UnderstandingError, match="at least two topics"):
        train(labels, near(0, len(labels), 1), "e", words, TrainingSettings())


def test_topics_with_one_example_do_not_stop_training(words: SmallWords) -> None:
    vectors = np.vstack([near(axis, 1, axis) for axis in range(5)] + [near(6, 8, 6)])
    labels = ["a", "b", "c", "d", "e"] + ["f"] * 8

    trained = train(labels, vectors, "e", words, TrainingSettings())

    assert trained.topics == ("a", "b", "c", "d", "e", "f")
    assert np.isfinite(trained.threshold)


def test_a_saved_model_is_the_same_when_it_is_loaded(model: Model) -> None:
    file = io.BytesIO()
    model.save(file)
    file.seek(0)

    loaded = Model.load(file)

    vectors = near(1, 5, 3)
    assert loaded.topics == model.topics
    assert loaded.threshold == model.threshold
    assert loaded.words == model.words
    assert (loaded.asides, loaded.refused) == (model.asides, model.refused)
    assert np.allclose(loaded.probabilities(vectors), model.probabilities(vectors))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(UnderstandingError):
        Model.load(io.BytesIO(content))


def test_a_pickle_in_a_model_is_never_opened() -> None:
    file = io.BytesIO()
    np.savez(file, about=np.array([{"version": 1}], dtype=object))
    file.seek(0)

    with pytest.raises(UnderstandingError):
        Model.load(file)

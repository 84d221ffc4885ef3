"""Deciding the topic of a message from its sentences."""

import numpy as np
import pytest

from bot.understanding.decide import FOREIGN, NOTHING, decide
from bot.understanding.model import Model
from tests.unit.bot.conftest import near

GREET, LATE, OOS, REFUND, STRANGE = (
    near(axis, 1, 50 + axis) for axis in (0, 1, 2, 3, 9)
)


def message(*sentences: np.typing.NDArray[np.float32]) -> np.typing.NDArray[np.float32]:
    """Return the vectors of a message: the whole is the mean of its sentences."""
    whole = np.mean(sentences, axis=0)
    whole /= np.linalg.norm(whole)
    return np.vstack([whole, *sentences]) if len(sentences) > 1 else whole


def test_a_plain_message_gets_its_topic(model: Model) -> None:
    found = decide("it is late", message(LATE), model)

    assert (found.topic, found.accepted, found.known) == ("late_delivery", True, True)
    assert found.second is None
    assert found.ranking[0] == (found.topic, found.confidence)


def test_what_resembles_nothing_is_not_accepted(model: Model) -> None:
    found = decide("boiling point of tin", message(STRANGE), model)

    assert not found.known
    assert not found.accepted


def test_a_topic_that_is_declined_is_known_but_not_accepted(model: Model) -> None:
    found = decide("what is the weather", message(OOS), model)

    assert (found.topic, found.known, found.accepted) == ("out_of_scope", True, False)


def test_a_greeting_yields_to_the_matter(model: Model) -> None:
    found = decide("Hello there. It is late.", message(GREET, LATE), model)

    assert found.topic == "late_delivery"
    assert found.second is None


def test_the_topic_is_found_in_a_story_about_other_things(model: Model) -> None:
    others = [near(axis, 1, 70 + axis) for axis in (8, 9, 10, 11)]

    found = decide("a long story", message(*others, LATE), model)

    assert found.topic == "late_delivery"


def test_two_matters_are_both_named(model: Model) -> None:
    found = decide("It is late. And my refund?", message(LATE, REFUND, LATE), model)

    assert found.topic == "late_delivery"
    assert found.second == "refund_status"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "4471-0093", "?!", "۴۴"])
def test_a_message_without_a_letter_is_about_nothing(text: str, model: Model) -> None:
    assert decide(text, message(LATE), model) == NOTHING


def test_no_vectors_mean_no_topic(model: Model) -> None:
    assert decide("hello", np.zeros((0, 16), np.float32), model) == NOTHING


def test_another_language_is_told_apart_before_topics_are(model: Model) -> None:
    assert decide("dónde está mi pedido", message(LATE), model) == FOREIGN


def test_the_json_shape_is_the_one_agreed_upon(model: Model) -> None:
    shape = decide("it is late", message(LATE), model).to_dict()

    assert set(shape) == {"topic", "confidence", "accepted", "ranking", "second"}
    assert shape["ranking"][0].keys() == {"topic", "confidence"}  # type: ignore[index]  # JSON

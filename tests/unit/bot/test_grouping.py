"""Messages that ask the same stand together, by the real encoder."""

from pathlib import Path

import pytest

from bot.understanding.encoder import Encoder
from bot.understanding.grouping import group
from bot.understanding.language import SmallWords
from bot.understanding.model import Model
from bot.understanding.training import TrainingSettings, train

ASKED = {
    "g1": "do you sell gift cards?",
    "w1": "can you wrap it as a present for me",
    "g2": "can I buy a gift card for my mum",
    "g3": "are gift cards available in your shop",
    "w2": "do you offer wrapping for presents",
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(Path("models/encoder.json"))


@pytest.fixture(scope="module")
def model(encoder: Encoder, words: SmallWords) -> Model:
    examples = {
        "late": ["my parcel is late", "it has not come", "still waiting for it"],
        "refund": ["where is my refund", "I want my money", "refund me please"],
    }
    labels = [topic for topic, texts in examples.items() for _ in texts]
    texts = [text for texts in examples.values() for text in texts]
    vectors = encoder.embed(texts)
    return train(labels, vectors, encoder.identity, words, TrainingSettings())


def test_what_asks_the_same_is_one_group_and_the_largest_comes_first(
    encoder: Encoder, model: Model
) -> None:
    found = group(list(ASKED.items()), encoder, model)

    clusters = {one.id: one.cluster for one in found}
    assert {clusters[key] for key in ("g1", "g2", "g3")} == {0}
    assert {clusters[key] for key in ("w1", "w2")} == {1}
    assert [one.cluster for one in found] == [0, 0, 0, 1, 1]


def test_the_same_questions_give_the_same_groups(
    encoder: Encoder, model: Model
) -> None:
    asked = list(ASKED.items())

    assert group(asked, encoder, model) == group(asked, encoder, model)
    assert [one.id for one in group(asked[:1], encoder, model)] == ["g1"]
    assert group([], encoder, model) == []

"""Messages that ask the same stand together, the largest group first."""

from collections.abc import Sequence

import numpy as np

from bot.understanding.encoder import Encoder, Vectors
from bot.understanding.grouping import group
from bot.understanding.model import Model
from tests.unit.bot.conftest import WIDTH, near

# Messages near two topics of the model.
ASKED = {"wrap 1": 1, "gift 1": 3, "wrap 2": 1, "gift 2": 3, "gift 3": 3}


class Directions(Encoder):
    """A message lies near the axis that ASKED names for it."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [near(ASKED[text], 1, seed=len(text)) for text in texts]
        return np.vstack(rows) if rows else np.zeros((0, WIDTH), np.float32)


ENCODER = Directions("encoder-1", WIDTH, None, None)  # type: ignore[arg-type] - unused


def test_what_asks_the_same_is_one_group_and_the_largest_comes_first(
    model: Model,
) -> None:
    found = group([(text, text) for text in ASKED], ENCODER, model)

    assert [(one.id[:4], one.cluster) for one in found] == [
        *[("gift", 0)] * 3,
        *[("wrap", 1)] * 2,
    ]


def test_the_same_questions_give_the_same_groups(model: Model) -> None:
    asked = [(text, text) for text in ASKED]

    assert group(asked, ENCODER, model) == group(asked, ENCODER, model)
    assert [one.id for one in group(asked[:1], ENCODER, model)] == ["wrap 1"]
    assert group([], ENCODER, model) == []

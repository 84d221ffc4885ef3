"""Danger that no rule names: phrases, the network, and what both learn from."""

from __future__ import annotations

import numpy as np
import pytest

from actions.triage.danger import Danger, Levels, danger_from
from actions.triage.danger_training import joined, train_danger
from actions.triage.encoder import Vectors
from actions.triage.phrases import counted, grams

_HELD, _NONE = frozenset({"violence"}), frozenset()
_LEVELS = {"violence": Levels(0.3, 0.5), "self_harm": Levels(0.3, 0.5)}
_TEXTS = [f"I will zorg you {n}" for n in range(20)] + [f"lamp {n}" for n in range(60)]


def _machines() -> tuple[Vectors, Danger]:
    layers = np.array([[float("zorg" in t), 1.0] * 6 for t in _TEXTS], np.float32)
    labels = np.array([["zorg" in t, "7" in t] for t in _TEXTS])
    return layers, train_danger(_TEXTS, layers, labels, _LEVELS)


def test_grams_are_words_pairs_and_marked_parts() -> None:
    found = list(grams("Don't go"))

    assert found[:3] == ["dont", "go", "dont go"]
    assert {"#<d", "#ont>", "#<go>", "#go>"} <= set(found)


@pytest.mark.parametrize("text", ["", "!!!", "日本語", "a" * 4000, "\u0301" * 4000])
def test_any_text_has_a_score(text: str) -> None:
    layers, danger = _machines()

    chances = danger.chances([text], layers[:1])

    assert np.isfinite(chances).all()


def test_each_signal_is_learnt_for_itself() -> None:
    layers, danger = _machines()

    chances = danger.chances(_TEXTS, layers)

    assert (chances[:20, 0] > 0.5).all()
    assert (chances[20:, 0] < 0.5).all()


def test_what_is_written_is_read_back() -> None:
    layers, danger = _machines()

    again = danger_from(danger.names, danger.arrays())

    before = danger.chances(_TEXTS, layers)
    np.testing.assert_allclose(again.chances(_TEXTS, layers), before, rtol=1e-5)
    assert again.levels[0].counts == pytest.approx(0.5)


def test_parts_that_do_not_fit_are_refused() -> None:
    arrays = _machines()[1].arrays()

    with pytest.raises(ValueError, match="do not fit"):
        danger_from(["violence"], arrays)


def test_joined_texts_hold_what_their_parts_hold() -> None:
    shown = {"I will zorg": _HELD, "my lamp is late": _NONE, "hello": _NONE}

    result = joined(shown)

    assert shown.items() <= result.items()
    added = {t: held for t, held in result.items() if t not in shown}
    assert added
    assert all(
        held == (_HELD if "zorg" in t else frozenset()) for t, held in added.items()
    )


def test_how_often_a_gram_stands_is_counted() -> None:
    assert max(counted("no no no").values()) >= 3

"""What judges beside the rules: phrases, the machines, and what they learn from."""

from __future__ import annotations

import numpy as np
import pytest

from actions.triage.encoder import Vectors
from actions.triage.examples import BUSINESS, DIRE, Example, example_of, joined, merged
from actions.triage.learning import learn
from actions.triage.machines import Machines, machines_from
from actions.triage.measure import case_from
from actions.triage.model import SIGNALS
from actions.triage.phrases import counted, grams
from actions.triage.training import labels_of

_HELD, _NONE = frozenset({"violence"}), frozenset[str]()
_DANGER, _OTHERS = ("violence", "self_harm"), ("legal", BUSINESS)
_TEXTS = [f"I will zorg you {n}" for n in range(20)] + [f"lamp {n}" for n in range(60)]


@pytest.fixture(scope="module")
def layers() -> Vectors:
    return np.array([[float("zorg" in t), 1.0] * 6 for t in _TEXTS], np.float32)


@pytest.fixture(scope="module")
def machines(layers: Vectors) -> Machines:
    """Machines that know "zorg" as a threat."""
    rows = [["zorg" in t, "7" in t, "8" in t, "lamp" in t] for t in _TEXTS]
    return learn(_TEXTS, layers, np.array(rows, np.int8), _DANGER, _OTHERS)


def test_grams_are_words_pairs_and_marked_parts() -> None:
    found = list(grams("Don't go"))

    assert found[:3] == ["dont", "go", "dont go"]
    assert {"#<d", "#ont>", "#<go>", "#go>"} <= set(found)


def test_how_often_a_gram_stands_is_counted() -> None:
    assert max(counted("no no no").values()) == 3


@pytest.mark.parametrize("text", ["", "!!!", "日本語", "a" * 4000, "\u0301" * 4000])
def test_any_text_has_a_chance(text: str, machines: Machines, layers: Vectors) -> None:
    chances = machines.chances([text], layers[:1])

    assert chances.shape == (1, 4)
    assert np.isfinite(chances).all()


def test_each_name_is_learnt_for_itself(machines: Machines, layers: Vectors) -> None:
    chances = machines.chances(_TEXTS, layers)

    assert (chances[:20, 0] > 0.5).all()
    assert (chances[20:, 0] < 0.5).all()
    assert (chances[:20, 3] < 0.5).all()
    assert (chances[20:, 3] > 0.5).all()


def test_what_is_written_is_read_back(machines: Machines, layers: Vectors) -> None:
    again = machines_from(_DANGER, _OTHERS, machines.arrays())

    before = machines.chances(_TEXTS, layers)
    np.testing.assert_allclose(again.chances(_TEXTS, layers), before, atol=0.01)


def test_weights_that_do_not_fit_are_refused(machines: Machines) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        machines_from(["violence"], _OTHERS, machines.arrays())


def test_joined_texts_hold_what_their_parts_hold() -> None:
    shown = [
        Example("I will zorg", _HELD, DIRE),
        Example("my lamp is late", _NONE, DIRE),
        Example("hello", _NONE, DIRE),
    ]

    added = joined(shown)

    assert any(one.holds for one in added)
    assert all(one.holds == (_HELD if "zorg" in one.text else _NONE) for one in added)


def test_what_several_know_of_one_text_is_known_together() -> None:
    several = [Example("x", _HELD, DIRE), Example("x", _NONE, frozenset({"legal"}))]

    (one,) = merged(several).values()

    assert (one.holds, one.judged) == (_HELD, DIRE | {"legal"})


def test_what_was_not_looked_for_is_no_lesson() -> None:
    one = Example("x", _NONE, frozenset({"violence"}))

    labels = labels_of([one], ["violence", "self_harm", "legal"])

    assert labels.tolist() == [[0, 0, -1]]


def test_an_axis_is_learnt_where_every_signal_was_looked_for() -> None:
    row = {"text": "x", "signals": [], "urgency": "high", "impact": "low"}
    every = example_of(case_from(row, "", 1), talk=True)
    some = example_of(case_from({**row, "judged": ["legal"]}, "", 1), talk=True)

    assert every.judged == {*SIGNALS, "urgency", "impact", BUSINESS}
    assert every.holds == {"urgency", BUSINESS}
    assert some.judged == {"legal", BUSINESS}


def test_people_who_move_an_axis_alone_teach_that_axis() -> None:
    moved = case_from({"text": "x", "signals": None, "impact": "high"}, "", 1)

    one = example_of(moved, talk=False)

    assert (one.holds, one.judged) == ({"impact"}, {"impact"})

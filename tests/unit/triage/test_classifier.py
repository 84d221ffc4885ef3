"""The second opinion: trained on vectors, it adds what the rules missed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from actions import triage
from actions.triage.classifier import Classifiers, choose, load_model, pieces
from actions.triage.danger import Levels
from actions.triage.encoder import LAYERS, Meaning, Span
from actions.triage.examples import Example, Plan, examples_from, load_plan
from actions.triage.trained import name_of
from actions.triage.training import train

_EVERY = frozenset(triage.SIGNALS)


class _WordEncoder:
    """One dimension for a word that stands for danger, one for all other text."""

    identity = "words"

    def read(
        self, texts: Sequence[str], cuts: Sequence[Sequence[Span]] = ()
    ) -> Meaning:
        every = [
            text[first:last]
            for text, spans in zip(texts, cuts, strict=False)
            for first, last in spans
        ]
        rows = np.array([_vector(text) for text in (*texts, *every)], np.float32)
        layers = np.tile(rows[: len(texts)], 2 * len(LAYERS))
        return Meaning(rows[: len(texts)], layers, rows[len(texts) :])


def _vector(text: str) -> list[float]:
    return [1.0, 0.0] if "zorg" in text else [0.0, 1.0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that knows "zorg" as a threat."""
    held = frozenset({"violence", "safety"})
    threats = [Example(f"zorg {n}", held, _EVERY) for n in range(30)]
    grave = [Example(f"glum {n}", frozenset({"self_harm"}), _EVERY) for n in range(9)]
    plain = [Example(f"lamp {n}", frozenset(), _EVERY, True) for n in range(90)]
    model = tmp_path / "triage-test"
    talk = [("lamp", True), ("sun", False)] * 5
    levels = Levels(hints=0.3, counts=0.5)
    plan = Plan({"safety": 0.6}, {"violence": levels, "self_harm": levels})
    train([*threats, *grave, *plain], talk, plan, _WordEncoder(), model)
    return model


def _rater(folder: Path) -> triage.Triage:
    return triage.Triage(
        triage.engine.DATA, Classifiers(load_model(folder), _WordEncoder())
    )


def test_what_only_the_classifier_sees_is_added(folder: Path) -> None:
    text = "My lamp is late. I zorg. It was blue."

    rated = _rater(folder).rate(text)

    assert {s.rule for s in rated.signals} == {"model.violence", "model.safety"}
    signal = rated.signals[0]
    assert "zorg" in text[signal.start : signal.end]
    assert rated.priority == "P0"
    assert rated.version.endswith("model-test")


def test_harmless_text_stays_harmless(folder: Path) -> None:
    assert not _rater(folder).rate("my lamp is late").signals


def test_what_the_rules_denied_stays_denied(folder: Path) -> None:
    signals = _rater(folder).rate("I will not kill you, zorg").signals

    assert "violence" not in {signal.name for signal in signals}


def test_a_hint_is_below_what_counts_and_an_alarm_is_not() -> None:
    levels = Levels(hints=0.2, counts=0.6)

    certainties = [levels.certainty(c) for c in (0.1, 0.2, 0.59, 0.6, 1.0)]

    assert certainties == [0.0, 0.3, 0.49, 0.5, 0.9]


def test_the_words_that_say_most_of_the_danger_are_shown(folder: Path) -> None:
    text = "My lamp is late and nobody called me about it. Now I zorg."

    (signal, *_) = _rater(folder).rate(text).signals

    assert text[signal.start : signal.end] == "Now I zorg."


def test_what_is_learnt_from_corrections_has_a_name_of_its_own(
    tmp_path: Path,
) -> None:
    row = {"text": "killing it", "signals": [], "judged": ["violence"]}
    (tmp_path / "labels.jsonl").write_text(f"{json.dumps(row)}\n", encoding="utf-8")
    rules = triage.Triage(triage.engine.DATA).rules

    shipped = name_of(triage.engine.DATA, _WordEncoder())
    corrected = name_of(triage.engine.DATA, _WordEncoder(), tmp_path)
    learnt = examples_from(triage.engine.DATA, rules, tmp_path)

    assert corrected.startswith(f"{shipped}-")
    once = [one for one in learnt if one.text == "killing it"]
    assert [(one.holds, one.judged) for one in once] == [(set(), {"violence"})]


def test_levels_that_cross_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "classifiers.yml"
    levels = "{hints: 0.6, counts: 0.5}"
    path.write_text(f"signals: {{}}\ndanger:\n  violence: {levels}\n", "utf-8")

    with pytest.raises(triage.TriageDataError, match=r"yml:3.*a hint would need more"):
        load_plan(path)


def test_broken_weights_are_refused(folder: Path) -> None:
    (folder / "weights.npz").write_bytes(b"no weights")

    with pytest.raises(triage.TriageDataError, match=r"weights\.npz"):
        load_model(folder)


def test_without_a_model_the_version_says_so(tmp_path: Path) -> None:
    assert triage.load(models_dir=tmp_path).version.endswith("model-none")


def test_pieces_cover_the_text_in_order() -> None:
    text = "One lamp. Two lamps! " + "and more words " * 40 + "\nEnd?"

    listed = pieces(text)

    assert all(text[p.start : p.end] == p.text for p in listed)
    assert [p.start for p in listed] == sorted(p.start for p in listed)
    assert all(len(p.text) <= 100 for p in listed)


def test_most_telling_pieces_are_read() -> None:
    sentence = "This sentence is long enough to be a piece of its own, as one can see. "
    listed = pieces(
        sentence * 5 + "Here zorg comes up, at the end of a very long tale."
    )

    chosen = choose(listed, {"zorg": 3.0})

    assert any("zorg" in piece.text for piece in chosen)


def test_floor_for_an_unknown_signal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "classifiers.yml"
    path.write_text(
        "version: 1\nsignals:\n  hunger: 0.5\ndanger: {}\n", encoding="utf-8"
    )

    with pytest.raises(triage.TriageDataError, match=r"classifiers\.yml:3"):
        load_plan(path)


def test_a_run_without_sentences_leaves_no_short_rest() -> None:
    listed = pieces("no idea what " * 307 + "is it now")

    assert min(len(piece.text) for piece in listed) > 50

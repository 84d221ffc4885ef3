"""The second opinion: trained on vectors, it adds what the rules missed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from actions import triage
from actions.triage.classifier import Classifiers, load_model, once
from actions.triage.encoder import LAYERS, Vectors
from actions.triage.examples import BUSINESS, Example, examples_from
from actions.triage.levels import Levels, Plan, load_plan
from actions.triage.pieces import pieces, windows
from actions.triage.trained import name_of
from actions.triage.training import train

_EVERY = frozenset({*triage.SIGNALS, "urgency", "impact", BUSINESS})
_PLAIN = frozenset({BUSINESS})


class _WordEncoder:
    """One dimension for a word that stands for danger, one for all other text."""

    identity = "words"

    def read(self, texts: Sequence[str]) -> Vectors:
        rows = [[1.0, 0.0] if "zorg" in text else [0.0, 1.0] for text in texts]
        return np.tile(np.array(rows, np.float32), 2 * len(LAYERS))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows "zorg" as a threat, and as grave, and "sun" as small talk."""
    held = frozenset({"violence", "safety", "impact", BUSINESS})
    threats = [Example(f"zorg {n}", held, _EVERY) for n in range(30)]
    grave = [Example(f"glum {n}", _PLAIN | {"self_harm"}, _EVERY) for n in range(9)]
    hasty = [Example(f"soon {n}", _PLAIN | {"urgency"}, _EVERY) for n in range(9)]
    plain = [Example(f"lamp {n}", _PLAIN, _EVERY) for n in range(90)]
    talk = [Example(f"sun {n}", frozenset(), _EVERY) for n in range(20)]
    levels = Levels(hints=0.4, counts=0.5)
    plan = Plan(
        danger={"violence": levels, "self_harm": levels},
        others={"safety": Levels(0.6, 0.6)},
        axes={"urgency": 0.9, "impact": 0.5},
    )
    model = tmp_path_factory.mktemp("models") / "triage-test"
    train([*threats, *grave, *hasty, *plain, *talk], plan, _WordEncoder(), model)
    return model


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "triage-test"))


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


def test_an_axis_that_reads_as_high_is_raised_to_it(folder: Path) -> None:
    impact = _rater(folder).rate("now zorg").impact

    (raised,) = (one for one in impact.evidence if one.rule == "model.impact")
    assert (raised.start, raised.end, raised.points) == (0, 8, 50)
    assert impact.level == "high"


def test_harmless_text_stays_harmless(folder: Path) -> None:
    rated = _rater(folder).rate("my lamp is late")

    assert not rated.signals
    assert "model.impact" not in {one.rule for one in rated.impact.evidence}


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
    path.write_text(
        f"signals: {{}}\ndanger:\n  violence: {levels}\naxes: {{}}\n", "utf-8"
    )

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


def test_most_telling_pieces_of_a_long_text_are_read() -> None:
    listed = pieces("This sentence is long enough to be a piece of its own. " * 9)
    worth = np.zeros(len(listed), np.float32)
    worth[[3, 6]] = 1.0

    read = windows("x" * 500, listed, worth)

    assert read == [listed[3], listed[6]]


def test_a_short_text_is_read_as_a_whole() -> None:
    text = "My lamp is late. I zorg. It was blue and stood in the hall for some years."
    listed = pieces(text)

    read = windows(text, listed, np.zeros(len(listed), np.float32))

    assert [piece.text for piece in read] == [text]
    assert windows("?!", pieces("?!"), np.zeros(0, np.float32)) == []


def test_floor_for_an_unknown_signal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "classifiers.yml"
    path.write_text("danger: {}\naxes: {}\nsignals:\n  hunger: 0.5\n", encoding="utf-8")

    with pytest.raises(triage.TriageDataError, match=r"classifiers\.yml:4.*'hunger'"):
        load_plan(path)


def test_a_run_without_sentences_leaves_no_short_rest() -> None:
    listed = pieces("no idea what " * 307 + "is it now")

    assert min(len(piece.text) for piece in listed) > 50


def test_a_text_that_goes_on_repeating_itself_is_read_once() -> None:
    assert once("no idea what " * 20) == "no idea what"
    assert once("very, very late, and very sad") == "very, very late, and very sad"

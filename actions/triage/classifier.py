"""A second opinion beside the rules: one linear classifier per signal on sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from actions.triage.danger import Danger, danger_from
from actions.triage.encoder import Encoder, Meaning, Vectors
from actions.triage.errors import TriageDataError
from actions.triage.model import COUNTED, SIGNALS, Signal
from actions.triage.normalise import MAX_CHARS

Weights = npt.NDArray[np.float32]
WHY = "reads like messages that people labelled so"
MAYBE = "may read like messages that people labelled so: a person should look"
RULE = "model"
# A classifier is never as sure as a rule that names its words.
_SUREST = 0.9
# Pieces are read whole up to this length: longer ones blur, and cost time.
_PIECE = 100
# Encoding is the slow part: at most so many pieces of a message, the most telling ones.
_READ = 2
# What is no longer than they are together is read as one: it says more as a whole.
_WHOLE = _READ * _PIECE
_SENTENCE = re.compile(r"[^.!?\n;]+[.!?;]*\s*|[.!?;\n]+\s*")
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some sentences of a message and where they stand in it."""

    text: str
    start: int
    end: int

    def within(self, window: Piece) -> tuple[int, int]:
        """Where it stands in a window that holds it."""
        return self.start - window.start, self.end - window.start


@dataclass(frozen=True, slots=True)
class Opinion:
    """The signals after a second look, and the chance that it is a desk's business."""

    signals: tuple[Signal, ...]
    business: float


@dataclass(frozen=True, slots=True)
class Model:
    """Trained weights: per signal a row, a bias and the chance from which it counts.

    `content` is the row (its bias last) that tells a complaint desk's business from
    small talk; `telling` gives words a weight for choosing which pieces to read;
    `danger` judges violence and self-harm, by more than one vector.
    """

    names: tuple[str, ...]
    rows: Weights
    biases: Weights
    thresholds: Weights
    content: Weights
    telling: Mapping[str, float]
    version: str
    danger: Danger


Parts = Mapping[Piece, Sequence[Piece]]


class Classifiers:
    """The trained classifiers on one encoder; adds what the rules missed."""

    def __init__(self, model: Model, encoder: Encoder) -> None:
        self._model = model
        self._encoder = encoder
        self.version = model.version

    def judge(
        self, text: str, found: Sequence[Signal], denied: Collection[str]
    ) -> Opinion:
        """`found` with what only the classifiers see, and whether it is our business.

        A vector does not tell "I will" from "I will not": what the rules saw and
        denied stays denied.
        """
        windows, parts = cut(text[:MAX_CHARS], self._model.telling)
        if not windows:
            return Opinion(tuple(found), 0.0)
        meaning = self._encoder.read(
            [window.text for window in windows],
            [[piece.within(window) for piece in parts[window]] for window in windows],
        )
        # Parts first: where the whole is no surer than a part of it, the part is shown.
        listed = [*(piece for window in windows for piece in parts[window]), *windows]
        vectors = np.concatenate([meaning.parts, meaning.sentences])
        seen = [*self._linear(listed, vectors), *self._danger(windows, parts, meaning)]
        settled = {s.name for s in found if s.certainty >= COUNTED} | set(denied)
        added = [signal for signal in seen if signal.name not in settled]
        content = vectors @ self._model.content[:-1] + self._model.content[-1]
        return Opinion((*found, *added), float(_chance(content).max()))

    def _linear(self, chosen: Sequence[Piece], vectors: Vectors) -> Iterator[Signal]:
        chances = probabilities(self._model, vectors)
        for index, name in enumerate(self._model.names):
            row = int(chances[:, index].argmax())
            chance = float(chances[row, index])
            if chance >= self._model.thresholds[index]:
                certainty = round(min(chance, _SUREST), 2)
                yield _signal(name, certainty, chosen[row], WHY)

    def _danger(
        self, windows: Sequence[Piece], parts: Parts, meaning: Meaning
    ) -> Iterator[Signal]:
        danger = self._model.danger
        chances = danger.chances([window.text for window in windows], meaning.layers)
        for index, name in enumerate(danger.names):
            row = int(chances[:, index].argmax())
            certainty = danger.levels[index].certainty(float(chances[row, index]))
            if certainty:
                why = WHY if certainty >= COUNTED else MAYBE
                shown = self._shown(windows[row], parts[windows[row]], index)
                yield _signal(name, certainty, shown, why)

    def _shown(self, window: Piece, parts: Sequence[Piece], index: int) -> Piece:
        """The part whose words say most of the danger, to be shown to people."""
        if not parts:
            return window
        scores = self._model.danger.phrases.scores([part.text for part in parts])
        return parts[int(scores[:, index].argmax())]


def cut(text: str, telling: Mapping[str, float]) -> tuple[list[Piece], Parts]:
    """What the encoder reads of a text, and the parts that each window consists of.

    What is no longer than _WHOLE is read as a whole, for it says more so; of a longer
    text the pieces most worth reading are.
    """
    listed = pieces(text)
    if len(text) > _WHOLE or len(listed) < _READ:
        chosen = choose(listed, telling)
        return chosen, {piece: [] for piece in chosen}
    window = Piece(text, 0, len(text))
    return [window], {window: listed}


def pieces(text: str) -> list[Piece]:
    """The text in pieces of whole sentences, short neighbours together."""
    result: list[Piece] = []
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        while end - start > _PIECE:
            # Parts of about one length: a short rest would say nothing by itself.
            length = -(-(end - start) // -(-(end - start) // _PIECE))
            blank = text.rfind(" ", start + 1, start + length)
            cut = blank + 1 if blank > start else start + length
            result.append(Piece(text[start:cut], start, cut))
            start = cut
        last = result[-1] if result else None
        if last is not None and end - last.start <= _PIECE // 2:
            result[-1] = Piece(text[last.start : end], last.start, end)
        else:
            result.append(Piece(text[start:end], start, end))
    return [piece for piece in result if any(map(str.isalpha, piece.text))]


def choose(listed: Sequence[Piece], telling: Mapping[str, float]) -> list[Piece]:
    """The pieces most worth reading, in the order of the message."""
    if len(listed) <= _READ:
        return list(listed)
    ranked = sorted(listed, key=lambda piece: -_worth(piece.text, telling))
    return sorted(ranked[:_READ], key=lambda piece: piece.start)


def probabilities(model: Model, vectors: Vectors) -> Weights:
    """The chance of each signal per vector: float32 [vectors, signals]."""
    return _chance(vectors @ model.rows.T + model.biases)


def load_model(folder: Path) -> Model:
    """The weights in `folder`; raises TriageDataError when they cannot be used."""
    path = folder / "weights.npz"
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        with np.load(path, allow_pickle=False) as arrays:
            model = Model(
                names=tuple(manifest["signals"]),
                rows=arrays["rows"],
                biases=arrays["biases"],
                thresholds=arrays["thresholds"],
                content=arrays["content"],
                telling={str(k): float(v) for k, v in manifest["telling"].items()},
                version=str(manifest["version"]),
                danger=danger_from(manifest["danger"], arrays),
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TriageDataError(path, 0, f"cannot be used: {error}") from error
    known = {*model.names, *model.danger.names} <= set(SIGNALS)
    if len(model.rows) != len(model.names) or not known:
        raise TriageDataError(path, 0, "does not fit the signals it names")
    return model


def words_of(text: str) -> set[str]:
    """The words by which pieces are chosen."""
    return set(_WORD.findall(text.lower()))


def _signal(name: str, certainty: float, piece: Piece, why: str) -> Signal:
    return Signal(name, certainty, piece.start, piece.end, f"{RULE}.{name}", why)


def _worth(text: str, telling: Mapping[str, float]) -> float:
    return sum(telling.get(word, 0.0) for word in words_of(text))


def _chance(logits: Weights) -> Weights:
    chances: Weights = (1 / (1 + np.exp(-logits))).astype(np.float32)
    return chances

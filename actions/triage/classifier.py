"""A second opinion beside the rules: one linear classifier per signal on sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from actions.triage.encoder import Encoder, Vectors
from actions.triage.errors import TriageDataError
from actions.triage.model import COUNTED, SIGNALS, Signal
from actions.triage.nearness import Nearness, from_arrays
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
_SENTENCE = re.compile(r"[^.!?\n;]+[.!?;]*\s*|[.!?;\n]+\s*")
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One or two sentences of a message and where they stand in it."""

    text: str
    start: int
    end: int


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
    `near` holds the signals that are judged by nearness instead.
    """

    names: tuple[str, ...]
    rows: Weights
    biases: Weights
    thresholds: Weights
    content: Weights
    telling: Mapping[str, float]
    version: str
    near: Mapping[str, Nearness] = field(default_factory=dict)


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
        chosen = choose(pieces(text[:MAX_CHARS]), self._model.telling)
        if not chosen:
            return Opinion(tuple(found), 0.0)
        vectors = self._encoder.embed([piece.text for piece in chosen])
        seen = [*self._linear(chosen, vectors), *self._near(chosen, vectors)]
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

    def _near(self, chosen: Sequence[Piece], vectors: Vectors) -> Iterator[Signal]:
        for name, machine in self._model.near.items():
            scores = machine.scores(vectors)
            row = int(scores.argmax())
            certainty = machine.certainty(float(scores[row]))
            if certainty:
                why = WHY if certainty >= COUNTED else MAYBE
                yield _signal(name, certainty, chosen[row], why)


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
                near={n: from_arrays(n, arrays) for n in manifest["near"]},
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TriageDataError(path, 0, f"cannot be used: {error}") from error
    known = {*model.names, *model.near} <= set(SIGNALS)
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

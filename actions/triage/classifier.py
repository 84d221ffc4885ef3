"""A second opinion beside the rules, by machines that learnt from labelled messages."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from actions.triage.encoder import Encoder, Vectors
from actions.triage.errors import TriageDataError
from actions.triage.examples import BUSINESS
from actions.triage.levels import AXES, Levels
from actions.triage.machines import Machines, machines_from
from actions.triage.model import COUNTED, SIGNALS, Signal
from actions.triage.normalise import MAX_CHARS
from actions.triage.pieces import Piece, pieces, windows

WHY = "reads like messages that people labelled so"
MAYBE = "may read like messages that people labelled so: a person should look"
HIGH = "reads like messages that people rated high"
RULE = "model"


@dataclass(frozen=True, slots=True)
class Raised:
    """An axis that reads as high, and the words that say so."""

    axis: str
    start: int
    end: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """The signals after a second look, the chance that it is a desk's business, and the
    axes that read as high."""

    signals: tuple[Signal, ...]
    business: float
    raised: tuple[Raised, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """Trained machines, the levels of signals and the chances that raise an axis."""

    machines: Machines
    levels: Mapping[str, Levels]
    axes: Mapping[str, float]
    version: str


class Classifiers:
    """The machines on one encoder; adds what the rules missed."""

    def __init__(self, model: Model, encoder: Encoder) -> None:
        self._model = model
        self._encoder = encoder
        self.version = model.version

    def judge(
        self, text: str, found: Sequence[Signal], denied: Collection[str]
    ) -> Opinion:
        """`found` with what only the machines see, and what else they say of it.

        They do not tell "I will" from "I will not": what the rules saw and denied stays
        denied.
        """
        machines = self._model.machines
        listed = pieces(text[:MAX_CHARS])
        worded = machines.phrases.scores([piece.text for piece in listed])
        read = windows(
            text[:MAX_CHARS], listed, worded[:, machines.telling].max(axis=1)
        )
        if not read:
            return Opinion(tuple(found), 0.0)
        texts = [once(window.text) for window in read]
        chances = machines.chances(texts, self._encoder.read(texts))
        seen = _Seen(machines.names, read, chances, listed, worded)
        settled = {s.name for s in found if s.certainty >= COUNTED} | set(denied)
        added = [signal for signal in self._signals(seen) if signal.name not in settled]
        business = seen.chance(BUSINESS)
        return Opinion((*found, *added), business, tuple(self._raised(seen)))

    def _signals(self, seen: _Seen) -> Iterator[Signal]:
        for name, levels in self._model.levels.items():
            certainty = levels.certainty(seen.chance(name))
            if certainty:
                why = WHY if certainty >= COUNTED else MAYBE
                start, end = seen.shown(name)
                yield Signal(name, certainty, start, end, f"{RULE}.{name}", why)

    def _raised(self, seen: _Seen) -> Iterator[Raised]:
        for axis, least in self._model.axes.items():
            if seen.chance(axis) >= least:
                yield Raised(axis, *seen.shown(axis), f"{RULE}.{axis}", HIGH)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The chances [windows, names], and what the phrases score [pieces, names]."""

    names: tuple[str, ...]
    windows: Sequence[Piece]
    chances: Vectors
    pieces: Sequence[Piece]
    worded: Vectors

    def chance(self, name: str) -> float:
        """The greatest chance of any window."""
        return float(self.chances[:, self.names.index(name)].max())

    def shown(self, name: str) -> tuple[int, int]:
        """Where the words stand that say most of it, inside the window that does."""
        column = self.names.index(name)
        window = self.windows[int(self.chances[:, column].argmax())]
        inside = [
            index
            for index, piece in enumerate(self.pieces)
            if window.start <= piece.start and piece.end <= window.end
        ]
        best = self.pieces[max(inside, key=lambda index: self.worded[index, column])]
        return best.start, best.end


def once(text: str) -> str:
    """The text, each word once when most of it is repetition.

    No message that was learnt from goes on so; what is made of it would be chance.
    """
    words = text.split()
    different = dict.fromkeys(words)
    return text if 2 * len(different) > len(words) else " ".join(different)


def load_model(folder: Path) -> Model:
    """The weights in `folder`; raises TriageDataError when they cannot be used."""
    path = folder / "weights.npz"
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        danger, others, axes = (manifest[part] for part in ("danger", "others", "axes"))
        with np.load(path, allow_pickle=False) as arrays:
            machines = machines_from([*danger], [*others, *axes, BUSINESS], arrays)
        model = Model(
            machines=machines,
            levels={
                name: Levels(**both) for name, both in {**danger, **others}.items()
            },
            axes={str(axis): float(least) for axis, least in axes.items()},
            version=str(manifest["version"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TriageDataError(path, 0, f"cannot be used: {error}") from error
    if not (set(model.levels) <= set(SIGNALS) and set(model.axes) <= set(AXES)):
        raise TriageDataError(path, 0, "does not fit the signals it names")
    return model

"""What judges a message beside the rules: its meaning and its phrases, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from actions.triage.encoder import LAYERS, Vectors
from actions.triage.model import SIGNALS
from actions.triage.phrases import Phrases, phrases_from

Arrays = Mapping[str, npt.NDArray[np.generic]]
_PARTS = ("inner", "inner_bias", "outer", "outer_bias", "rows", "biases")
# Means and maxima: each is brought to one length of its own.
_POOLS = 2 * len(LAYERS)


@dataclass(frozen=True, slots=True)
class Machines:
    """For danger a small network, for all else a row of weights, over the same inputs.

    `centre`, `spread` [inputs]; `inner` [inputs, hidden], `inner_bias` [hidden];
    `outer` [hidden, danger], `outer_bias` [danger]; `rows` [others, inputs], `biases`
    [others]: all float32. The phrases judge `danger` first, then the `others`.
    """

    danger: tuple[str, ...]
    others: tuple[str, ...]
    centre: Vectors
    spread: Vectors
    inner: Vectors
    inner_bias: Vectors
    outer: Vectors
    outer_bias: Vectors
    rows: Vectors
    biases: Vectors
    phrases: Phrases

    @property
    def names(self) -> tuple[str, ...]:
        """What is judged, in the order of the chances."""
        return (*self.danger, *self.others)

    @property
    def telling(self) -> list[int]:
        """The columns of the signals: pieces are chosen by what these say."""
        return [i for i, name in enumerate(self.names) if name in SIGNALS]

    def chances(self, texts: Sequence[str], layers: Vectors) -> Vectors:
        """The chance of each name per text: float32 [texts, names].

        `layers` is what the encoder makes of the texts. Where meaning or phrases have
        seen nothing alike, the other still speaks: their log-odds are averaged.
        """
        worded = self.phrases.scores(texts)
        inputs = prepared(layers, self.centre, self.spread)
        # One at a time: for a product of two matrices NumPy would wake threads, which
        # take longer than the work.
        meant = np.stack([self._meant(row) for row in inputs])
        return (1 / (1 + np.exp(-(worded + meant) / 2))).astype(np.float32)

    def _meant(self, row: Vectors) -> Vectors:
        hidden = np.maximum(row @ self.inner + self.inner_bias, 0)
        danger = hidden @ self.outer + self.outer_bias
        return np.concatenate([danger, self.rows @ row + self.biases])

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """All weights as arrays for weights.npz; half precision is precise enough."""
        weights = {part: getattr(self, part).astype(np.float16) for part in _PARTS}
        shape = {"centre": self.centre, "spread": self.spread}
        return {**weights, **shape, **self.phrases.arrays()}


def prepared(layers: Vectors, centre: Vectors, spread: Vectors) -> Vectors:
    """What the weights apply to: numbers about their mean, every pool of one length."""
    parts = ((layers - centre) / spread).reshape(len(layers), _POOLS, -1)
    # So long that a number is about as large as a network's inputs usually are.
    length = np.linalg.norm(parts, axis=2, keepdims=True) * (math.sqrt(_POOLS) / 5)
    result: Vectors = (parts / np.maximum(length, 1e-6)).reshape(len(layers), -1)
    return result


def machines_from(
    danger: Sequence[str], others: Sequence[str], arrays: Arrays
) -> Machines:
    """The machines that `arrays` wrote; raises KeyError or ValueError."""
    weights: dict[str, Vectors] = {
        part: arrays[part].astype(np.float32) for part in ("centre", "spread", *_PARTS)
    }
    made = Machines(
        danger=tuple(danger),
        others=tuple(others),
        phrases=phrases_from(arrays),
        **weights,
    )
    inputs, hidden = made.inner.shape
    fits = (
        made.centre.shape == made.spread.shape == (inputs,)
        and made.outer.shape == (hidden, len(danger))
        and made.rows.shape == (len(others), inputs)
        and made.phrases.bias.shape == (len(made.names),)
    )
    if not fits:
        raise ValueError("the weights do not fit each other")
    return made

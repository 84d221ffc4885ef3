"""Danger that no rule has words for: a small network and phrases, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from actions.triage.encoder import LAYERS, Vectors
from actions.triage.phrases import Phrases, phrases_from

Arrays = Mapping[str, npt.NDArray[np.generic]]
# A hint is for people, an alarm counts; no machine is as sure as a rule with words.
_HINT, _COUNTED, _SUREST = 0.3, 0.5, 0.9
_PARTS = ("centre", "spread", "inner", "inner_bias", "outer", "outer_bias")
# Means and maxima: each is brought to one length of its own.
_POOLS = 2 * len(LAYERS)


@dataclass(frozen=True, slots=True)
class Levels:
    """From which chance on a message is a hint, and from which on it counts."""

    hints: float
    counts: float

    def certainty(self, chance: float) -> float:
        """0 below a hint, 0.3 to 0.5 for a hint, 0.5 to 0.9 for an alarm."""
        if chance < self.hints:
            return 0.0
        if chance < self.counts:
            share = (chance - self.hints) / (self.counts - self.hints)
            return round(_HINT + (_COUNTED - 0.01 - _HINT) * share, 2)
        share = (chance - self.counts) / (1 - self.counts)
        return round(_COUNTED + (_SUREST - _COUNTED) * share, 2)


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer over what the encoder's layers hold, in float32.

    `centre`, `spread` [inputs]; `inner` [inputs, hidden], `inner_bias` [hidden];
    `outer` [hidden, signals], `outer_bias` [signals].
    """

    centre: Vectors
    spread: Vectors
    inner: Vectors
    inner_bias: Vectors
    outer: Vectors
    outer_bias: Vectors

    def scores(self, layers: Vectors) -> Vectors:
        """Log-odds per text and signal: float32 [texts, signals]."""
        inputs = prepared(layers, self.centre, self.spread)
        # One at a time: for a product of two matrices NumPy would wake threads, which
        # take longer than the work.
        hidden = [np.maximum(row @ self.inner + self.inner_bias, 0) for row in inputs]
        return np.stack([row @ self.outer + self.outer_bias for row in hidden])


@dataclass(frozen=True, slots=True)
class Danger:
    """The two machines for the signals `names`, and the levels of each signal."""

    names: tuple[str, ...]
    network: Network
    phrases: Phrases
    levels: tuple[Levels, ...]

    def chances(self, texts: Sequence[str], layers: Vectors) -> Vectors:
        """The chance of each signal per text: float32 [texts, signals].

        Where one of the machines has seen nothing alike, the other still speaks: their
        log-odds are averaged.
        """
        both = self.network.scores(layers) + self.phrases.scores(texts)
        return (1 / (1 + np.exp(-both / 2))).astype(np.float32)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Both machines as arrays for weights.npz; levels are in classifiers.yml."""
        network = {f"danger_{part}": getattr(self.network, part) for part in _PARTS}
        levels = [[level.hints, level.counts] for level in self.levels]
        return {
            **network,
            **self.phrases.arrays(),
            "danger_levels": np.array(levels, np.float32),
        }


def prepared(layers: Vectors, centre: Vectors, spread: Vectors) -> Vectors:
    """What the network reads: every number about its mean, every pool of one length."""
    parts = ((layers - centre) / spread).reshape(len(layers), _POOLS, -1)
    # So long that a number is about as large as one of a usual network's inputs.
    length = np.linalg.norm(parts, axis=2, keepdims=True) * (math.sqrt(_POOLS) / 5)
    result: Vectors = (parts / np.maximum(length, 1e-6)).reshape(len(layers), -1)
    return result


def danger_from(names: Sequence[str], arrays: Arrays) -> Danger:
    """The machines that `arrays` wrote; raises KeyError or ValueError."""
    network = Network(*(arrays[f"danger_{p}"].astype(np.float32) for p in _PARTS))
    phrases = phrases_from(arrays)
    levels = tuple(Levels(*map(float, row)) for row in arrays["danger_levels"])
    width = (len(names),)
    if not network.outer_bias.shape == phrases.bias.shape == width == (len(levels),):
        raise ValueError("the parts that judge danger do not fit each other")
    if network.inner.shape != (len(network.centre), len(network.inner_bias)):
        raise ValueError("the network that judges danger does not fit itself")
    return Danger(tuple(names), network, phrases, levels)

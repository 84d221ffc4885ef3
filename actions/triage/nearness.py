"""Nearness to labelled messages: what tells danger that no rule has words for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from actions.triage.encoder import Vectors

Weights = npt.NDArray[np.float32]
# A hint is for people, an alarm counts; no machine is as sure as a rule with words.
_HINT, _COUNTED, _SUREST = 0.3, 0.5, 0.9
_PARTS = ("supports", "pulls", "shape")


@dataclass(frozen=True, slots=True)
class Nearness:
    """A kernel machine on unit vectors (radial basis, from a support vector machine).

    Each of the `supports` (float32 [n, width]) pulls a message towards danger or away
    from it, the more the nearer it is: `pulls` (float32 [n]) times exp(-width * d * d).
    A message from `hints` on is a hint, from `counts` on an alarm.
    """

    supports: Weights
    pulls: Weights
    bias: float
    width: float
    hints: float
    counts: float

    def scores(self, vectors: Vectors) -> Weights:
        """How near danger each vector is: float32 [vectors], no chance, unbounded."""
        # One at a time: for a product of two matrices NumPy would wake threads, which
        # take longer than the work. |a - b| squared is 2 - 2ab for unit vectors.
        alike = np.stack([self.supports @ vector for vector in vectors])
        near = np.exp(2 * self.width * (alike - 1))
        scores: Weights = (near @ self.pulls + self.bias).astype(np.float32)
        return scores

    def certainty(self, score: float) -> float:
        """0 below a hint, 0.3 to 0.5 for a hint, 0.5 to 0.9 for an alarm."""
        if score < self.hints:
            return 0.0
        if score < self.counts:
            share = (score - self.hints) / (self.counts - self.hints)
            return round(_HINT + (_COUNTED - 0.01 - _HINT) * share, 2)
        return round(min(_SUREST, _COUNTED + 0.2 * (score - self.counts)), 2)

    def arrays(self, name: str) -> dict[str, Weights]:
        """The machine as arrays for weights.npz, under the name of its signal."""
        shape = np.array([self.bias, self.width, self.hints, self.counts], np.float32)
        parts = (self.supports, self.pulls, shape)
        return {f"{name}_{part}": a for part, a in zip(_PARTS, parts, strict=True)}


def from_arrays(name: str, arrays: Mapping[str, Weights]) -> Nearness:
    """The machine that `arrays` wrote; raises KeyError or ValueError."""
    supports, pulls, shape = (arrays[f"{name}_{part}"] for part in _PARTS)
    bias, width, hints, counts = map(float, shape)
    if supports.ndim != 2 or pulls.shape != (len(supports),):
        raise ValueError(f"the parts of {name} do not fit each other")
    return Nearness(supports, pulls, bias, width, hints, counts)

"""Words and parts of words that stand in some messages more than in others."""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from actions.triage.encoder import Vectors

Keys = npt.NDArray[np.uint32]
_WORD = re.compile(r"[a-z0-9]+")
_LONGEST = 5
_PARTS = ("keys", "rarity", "pulls", "bias")


def grams(text: str) -> Iterator[str]:
    """The words, pairs of words, and parts of words of two to five letters."""
    words = _WORD.findall(text.lower().replace("'", "").replace("’", ""))
    yield from words
    for first, second in itertools.pairwise(words):
        yield f"{first} {second}"
    for word in words:
        # Marked at both ends, so that a part tells where in the word it stands.
        marked = f"<{word}>"
        for size in range(2, min(_LONGEST, len(marked)) + 1):
            for start in range(len(marked) - size + 1):
                yield f"#{marked[start : start + size]}"


def counted(text: str) -> Counter[int]:
    """How often each gram stands in the text, by its 32-bit key."""
    return Counter(zlib.crc32(gram.encode()) for gram in grams(text))


@dataclass(frozen=True, slots=True)
class Phrases:
    """A linear classifier on grams, weighed as usual: damped count times rarity.

    `keys` uint32 [grams], sorted; `rarity` float32 [grams]; `pulls` float32
    [grams, signals] in log-odds for a text of length one; `bias` float32 [signals].
    """

    keys: Keys
    rarity: Vectors
    pulls: Vectors
    bias: Vectors

    def scores(self, texts: Sequence[str]) -> Vectors:
        """Log-odds per text and signal: float32 [texts, signals]."""
        rows = [self._score(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, len(self.bias)), np.float32)

    def _score(self, text: str) -> Vectors:
        found = counted(text)
        if not found or not len(self.keys):
            return self.bias
        keys = np.fromiter(found, np.uint32, len(found))
        counts = np.fromiter(found.values(), np.float32, len(found))
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[at] == keys
        weights = (1 + np.log(counts[known])) * self.rarity[at[known]]
        length = float(np.sqrt(weights @ weights))
        if not length:
            return self.bias
        score: Vectors = weights @ self.pulls[at[known]] / length + self.bias
        return score.astype(np.float32)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The classifier as arrays for weights.npz."""
        arrays = {f"phrases_{part}": getattr(self, part) for part in _PARTS}
        return arrays | {"phrases_pulls": self.pulls.astype(np.float16)}


def phrases_from(arrays: Mapping[str, npt.NDArray[np.generic]]) -> Phrases:
    """The classifier that `arrays` wrote; raises KeyError or ValueError."""
    keys, rarity, pulls, bias = (arrays[f"phrases_{part}"] for part in _PARTS)
    if rarity.shape != keys.shape or pulls.shape != (len(keys), len(bias)):
        raise ValueError("the parts of the phrases do not fit each other")
    return Phrases(
        keys.astype(np.uint32),
        rarity.astype(np.float32),
        pulls.astype(np.float32),
        bias.astype(np.float32),
    )

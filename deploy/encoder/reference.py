"""The same encoder in plain float arithmetic: the measure of the ONNX file."""

import math

import numpy as np
from numpy.typing import NDArray

from deploy.encoder.recipe import HEADS, LAYERS, WIDTH
from deploy.encoder.weights import Tensors

Floats = NDArray[np.float32]
_erf = np.vectorize(math.erf, otypes=[np.float32])


def embed(weights: Tensors, ids: list[int]) -> Floats:
    """Return the unit-length sentence vector [384] of one unpadded list of tokens."""
    hidden = _norm(
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][: len(ids)]
        + weights["embeddings.token_type_embeddings.weight"][0],
        weights,
        "embeddings.LayerNorm",
    )
    for number in range(LAYERS):
        hidden = _layer(hidden, weights, f"encoder.layer.{number}")
    mean = hidden.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _layer(hidden: Floats, weights: Tensors, prefix: str) -> Floats:
    attended = _attend(hidden, weights, f"{prefix}.attention.self")
    attended = _dense(attended, weights, f"{prefix}.attention.output.dense")
    hidden = _norm(attended + hidden, weights, f"{prefix}.attention.output.LayerNorm")
    wide = _dense(hidden, weights, f"{prefix}.intermediate.dense")
    wide = wide * (1 + _erf(wide / math.sqrt(2))) / 2
    narrow = _dense(wide, weights, f"{prefix}.output.dense")
    return _norm(narrow + hidden, weights, f"{prefix}.output.LayerNorm")


def _attend(hidden: Floats, weights: Tensors, prefix: str) -> Floats:
    query, key, value = (
        _dense(hidden, weights, f"{prefix}.{part}").reshape(len(hidden), HEADS, -1)
        for part in ("query", "key", "value")
    )
    scores = np.einsum("qhd,khd->hqk", query, key) / math.sqrt(WIDTH // HEADS)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    mixed = np.einsum("hqk,khd->qhd", scores, value)
    return np.asarray(mixed.reshape(len(hidden), WIDTH), np.float32)


def _dense(value: Floats, weights: Tensors, prefix: str) -> Floats:
    product = value @ weights[f"{prefix}.weight"].T
    return np.asarray(product + weights[f"{prefix}.bias"], np.float32)


def _norm(value: Floats, weights: Tensors, prefix: str) -> Floats:
    centred = value - value.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    result = centred / scale * weights[f"{prefix}.weight"]
    return np.asarray(result + weights[f"{prefix}.bias"], np.float32)

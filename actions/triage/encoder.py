"""What the pinned encoder makes of texts: what its layers hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from actions.triage.errors import TriageDataError

Vectors = npt.NDArray[np.float32]
# A piece of a message is a sentence or two; what is longer is cut to keep time bounded.
MAX_TOKENS = 64
# The layers whose states are read: what a text implies shows earlier than in the last
# one, which was trained to find texts that are alike.
LAYERS = (2, 4, 6)
_NORM = "LayerNormalization"


class Encoder(Protocol):
    """Whatever turns texts into vectors; tests bring their own."""

    @property
    def identity(self) -> str:
        """The name of the weights, part of every trained model's name."""

    def read(self, texts: Sequence[str]) -> Vectors:
        """For each of LAYERS, mean and maximum: float32 [texts, pools * width]."""


class OnnxEncoder:
    """The pinned MiniLM on onnxruntime, on one thread."""

    def __init__(self, pin: Path) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        try:
            folder = pin.parent / json.loads(pin.read_text(encoding="utf-8"))["folder"]
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            self._identity = str(manifest["sha256"]["model.onnx"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TriageDataError(
                pin, 1, f"names no usable encoder: {error}"
            ) from error
        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        graph, self._outputs = _opened(folder / "model.onnx")
        self._session = InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)

    @property
    def identity(self) -> str:
        """The hash of the weights file."""
        return self._identity

    def read(self, texts: Sequence[str]) -> Vectors:
        """For each of LAYERS, mean and maximum: float32 [texts, pools * width].

        Each text runs alone: padding would let its neighbours change its int8 result.
        """
        return np.stack([self._read(text) for text in texts])

    def _read(self, text: str) -> Vectors:
        return _pooled(self._states(self._tokenizer.encode(text).ids))

    def _states(self, ids: list[int]) -> list[Vectors]:
        """The state of each of LAYERS: float32 [tokens, width]."""
        inputs = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
        }
        found = self._session.run(self._outputs, inputs)
        return [np.asarray(state, np.float32)[0] for state in found]


def _pooled(states: Sequence[Vectors]) -> Vectors:
    """The mean and the maximum over the tokens, of each layer."""
    pools = [
        pool for state in states for pool in (state.mean(axis=0), state.max(axis=0))
    ]
    return np.concatenate(pools)


def _opened(path: Path) -> tuple[bytes, list[str]]:
    """The graph with the states of LAYERS among its outputs, and their names.

    The file itself stays as it is: the bot's vectors come from the same one.
    """
    import onnx

    model = onnx.load(path)
    # The first norm is that of the embeddings; each layer has two, one at its end.
    norms = [node for node in model.graph.node if node.op_type == _NORM]
    states = [norms[2 * layer].output[0] for layer in LAYERS]
    for name in states:
        model.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    return model.SerializeToString(), states

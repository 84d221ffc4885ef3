"""Measures a built encoder against the float reference on fixed sentences."""

from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from deploy.encoder import reference
from deploy.encoder.weights import Tensors

# Complaints of different length, one with odd characters, one in another language.
SENTENCES = (
    "Where is my parcel?",
    "I was charged twice for the same order and nobody answers my e-mails.",
    "This is useless, I want to speak to a real person now.",
    "The kettle arrived broken: the box was wet and half of the parts are missing.",
    "pls cancel my subscription!!! :( 😡 ref #AB-123456",
    "Mein Paket ist seit drei Wochen verschwunden.",
    "ok",
)


def cosines(model: Path, tokenizer: Path, weights: Tensors) -> list[float]:
    """Return, per sentence, the cosine between the file's vector and the reference's.

    One sentence at a time, as the encoder is to be used: its activations are scaled
    per call, so the other texts of a batch would change a text's vector.
    """
    pieces = Tokenizer.from_file(str(tokenizer))
    session = _open(model)
    found = []
    for text in SENTENCES:
        ids = pieces.encode(text).ids
        feed = {"input_ids": [ids], "attention_mask": [[1] * len(ids)]}
        arrays = {name: np.array(value, np.int64) for name, value in feed.items()}
        (vector,) = session.run(["sentence_embedding"], arrays)[0]
        found.append(float(vector @ reference.embed(weights, ids)))
    return found


def _open(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(str(model), options, providers=providers)

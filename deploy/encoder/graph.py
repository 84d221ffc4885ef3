"""Writes the encoder as an ONNX graph: BERT layers, mean pooling, unit length.

Inputs `input_ids`, `attention_mask`: int64 [batch, tokens]. Outputs, in this order:
`last_hidden_state` float [batch, tokens, 384], `sentence_embedding` float [batch, 384].
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import (
    ModelProto,
    NodeProto,
    TensorProto,
    ValueInfoProto,
    checker,
    helper,
    numpy_helper,
)

from deploy.encoder.recipe import HEADS, IR_VERSION, LAYERS, OPSET, WIDTH
from deploy.encoder.weights import Tensors

# Large enough that a padded token gets no attention, small enough for float32.
_MASKED = -1e9
_EPSILON = 1e-12


def build(weights: Tensors) -> ModelProto:
    """Return the float model; raises onnx's ValidationError if it is malformed."""
    writer = _Writer(weights)
    hidden, bias, mask = writer.embed()
    for layer in range(LAYERS):
        hidden = writer.layer(hidden, bias, f"encoder.layer.{layer}")
    writer.op("Identity", hidden, name="last_hidden_state")
    writer.pool(hidden, mask)
    tokens = ["batch", "tokens"]
    graph = helper.make_graph(
        writer.nodes,
        "sentence-encoder",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, tokens)
            for name in ("input_ids", "attention_mask")
        ],
        [
            _floats("last_hidden_state", [*tokens, WIDTH]),
            _floats("sentence_embedding", ["batch", WIDTH]),
        ],
        writer.constants,
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="firstline",
    )
    checker.check_model(model)
    return model


def _floats(name: str, shape: Sequence[str | int]) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


class _Writer:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self, weights: Tensors) -> None:
        self.weights = weights
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def op(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        name = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, inputs, [name], name=name, **attributes)
        )
        return name

    def constant(self, value: NDArray[np.generic] | float | list[int]) -> str:
        array = np.asarray(value)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        name = f"constant_{len(self.constants)}"
        self.constants.append(
            numpy_helper.from_array(np.ascontiguousarray(array), name)
        )
        return name

    def embed(self) -> tuple[str, str, str]:
        """Token + position + type, normalised; also the attention bias and the mask."""
        table = self.constant(self.weights["embeddings.word_embeddings.weight"])
        words = self.op("Gather", table, "input_ids")
        # One sentence at a time means every token has type 0: folded into positions.
        places = self.constant(
            self.weights["embeddings.position_embeddings.weight"]
            + self.weights["embeddings.token_type_embeddings.weight"][0]
        )
        length = self.op("Shape", "input_ids", start=1, end=2)
        zero = self.constant([0])
        total = self.op("Add", words, self.op("Slice", places, zero, length, zero))
        mask = self.op("Cast", "attention_mask", to=TensorProto.FLOAT)
        hidden = self.op("Sub", self.constant(1.0), mask)
        spread = self.op("Unsqueeze", hidden, self.constant([1, 2]))
        bias = self.op("Mul", spread, self.constant(_MASKED))
        return self.norm(total, "embeddings.LayerNorm"), bias, mask

    def norm(self, value: str, prefix: str) -> str:
        scale, bias = (self.weights[f"{prefix}.{part}"] for part in ("weight", "bias"))
        return self.op(
            "LayerNormalization",
            value,
            self.constant(scale),
            self.constant(bias),
            axis=-1,
            epsilon=_EPSILON,
        )

    def dense(self, value: str, prefix: str, scale: float = 1.0) -> str:
        weight = self.constant(self.weights[f"{prefix}.weight"].T * np.float32(scale))
        bias = self.constant(self.weights[f"{prefix}.bias"] * np.float32(scale))
        product = self.op("MatMul", value, weight, name=prefix)
        return self.op("Add", product, bias)

    def heads(self, value: str, order: tuple[int, int, int, int]) -> str:
        shape = self.constant([0, 0, HEADS, WIDTH // HEADS])
        return self.op("Transpose", self.op("Reshape", value, shape), perm=order)

    def layer(self, hidden: str, bias: str, prefix: str) -> str:
        """One transformer layer, its two normalisations after each addition."""
        inner = f"{prefix}.attention.self"
        # 1/sqrt(head width), applied to the query's weights instead of to each score.
        scale = float((WIDTH / HEADS) ** -0.5)
        query = self.heads(self.dense(hidden, f"{inner}.query", scale), (0, 2, 1, 3))
        key = self.heads(self.dense(hidden, f"{inner}.key"), (0, 2, 3, 1))
        value = self.heads(self.dense(hidden, f"{inner}.value"), (0, 2, 1, 3))
        scores = self.op("Add", self.op("MatMul", query, key), bias)
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), value)
        joined = self.op(
            "Reshape",
            self.op("Transpose", mixed, perm=(0, 2, 1, 3)),
            self.constant([0, 0, WIDTH]),
        )
        output = f"{prefix}.attention.output"
        attended = self.op("Add", self.dense(joined, f"{output}.dense"), hidden)
        hidden = self.norm(attended, f"{output}.LayerNorm")
        wide = self.gelu(self.dense(hidden, f"{prefix}.intermediate.dense"))
        narrow = self.dense(wide, f"{prefix}.output.dense")
        return self.norm(self.op("Add", narrow, hidden), f"{prefix}.output.LayerNorm")

    def gelu(self, value: str) -> str:
        root = self.op("Div", value, self.constant(float(np.sqrt(2.0))))
        gate = self.op("Add", self.op("Erf", root), self.constant(1.0))
        return self.op("Mul", self.op("Mul", value, gate), self.constant(0.5))

    def pool(self, hidden: str, mask: str) -> str:
        """Mean over the real tokens, then unit length."""
        column = self.op("Unsqueeze", mask, self.constant([2]))
        axis = self.constant([1])
        total = self.op("ReduceSum", self.op("Mul", hidden, column), axis, keepdims=0)
        count = self.op("ReduceSum", column, axis, keepdims=0)
        mean = self.op("Div", total, self.op("Max", count, self.constant(_EPSILON)))
        length = self.op("ReduceL2", mean, axes=[1], keepdims=1)
        safe = self.op("Max", length, self.constant(_EPSILON))
        return self.op("Div", mean, safe, name="sentence_embedding")

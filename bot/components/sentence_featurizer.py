"""Turns a message into sentence vectors, one for the whole and one per sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.decide import read
from bot.understanding.encoder import Encoder
from bot.understanding.particulars import without_particulars
from bot.understanding.sentences import split

# Message properties handed on to the topic classifier; not part of the answer.
VECTORS = "sentence_vectors"
ENCODER = "sentence_encoder"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False
)
class SentenceFeaturizer(GraphComponent):
    """Sets `sentence_vectors` on every message: float32 [1 + sentences, width]."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the encoder's description is, relative to the project."""
        return {"encoder": "models/encoder.json"}

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeaturizer:
        """Load the encoder; raises EncoderError if it is not the pinned one."""
        return cls(Encoder.shared(Path(config["encoder"])))

    def __init__(self, encoder: Encoder) -> None:
        """Use `encoder` for every message."""
        self._encoder = encoder

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message, whole and by sentence."""
        for message in messages:
            text = message.get(TEXT) or ""
            vectors = read(text, split(text), self._encoder)
            message.set(VECTORS, vectors)
            message.set(ENCODER, self._encoder.identity)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read each example as a whole: its sentences carry no label of their own."""
        for message in training_data.training_examples:
            text = message.get(TEXT)
            if text:
                message.set(VECTORS, self._encoder.embed([without_particulars(text)]))
                message.set(ENCODER, self._encoder.identity)
        return training_data

"""Names order numbers, amounts, dates, addresses and wishes as entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding.entities import Patterns, compile_words, extract
from bot.understanding.words import read_entities


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False
)
class PatternExtractor(GraphComponent, EntityExtractorMixin):
    """Adds what the patterns find to `entities` of every message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return where the word list is, relative to the project."""
        return {"words": "data/understanding/entities.yml"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternExtractor:
        """Compile the patterns; raises UnderstandingError if the list is malformed."""
        return cls(compile_words(read_entities(Path(config["words"]))))

    def __init__(self, words: Patterns) -> None:
        """Look for `words` beside the built-in patterns."""
        self._words = words

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message."""
        for message in messages:
            found = [
                {
                    "entity": entity.name,
                    "value": entity.value,
                    "start": entity.start,
                    "end": entity.end,
                    "extractor": type(self).__name__,
                }
                for entity in extract(message.get(TEXT) or "", self._words)
            ]
            entities = message.get(ENTITIES, []) + found
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Pass on: nothing is learnt from entities."""
        return training_data

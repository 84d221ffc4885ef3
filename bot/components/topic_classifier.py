"""Names the topic of a message as its intent, or says that it does not know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.sentence_featurizer import ENCODER, VECTORS, SentenceFeaturizer
from bot.understanding.decide import NON_ENGLISH, Understanding, decide
from bot.understanding.errors import UnderstandingError
from bot.understanding.language import SmallWords
from bot.understanding.model import FILE, Model
from bot.understanding.training import TrainingSettings, train
from bot.understanding.words import read_languages

FALLBACK = "nlu_fallback"
UNDERSTANDING = "understanding"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class TopicClassifier(GraphComponent):
    """Sets `intent`, `intent_ranking` and `understanding` on every message."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must come before this component."""
        return [SentenceFeaturizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the measured defaults (see TrainingSettings)."""
        usual = TrainingSettings()
        return {
            "strength": usual.strength,
            "percentile": usual.percentile,
            "certainty": usual.certainty,
            "asides": [],
            "refused": [],
            "languages": "data/understanding/languages.yml",
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed."""
        return ["sklearn"]

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: Model | None = None,
    ) -> None:
        """Keep what training and answering need; without a model nothing is known."""
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Load what `train` stored; raises UnderstandingError if it is damaged."""
        with (
            model_storage.read_from(resource) as folder,
            (folder / FILE).open("rb") as file,
        ):
            return cls(config, model_storage, resource, Model.load(file))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the examples of all topics and store it.

        Another language is noticed by its words: as a topic it would draw in whatever
        is not English, gibberish and syntax included.
        """
        examples = [
            message
            for message in training_data.intent_examples
            if message.get(VECTORS) is not None and message.get(INTENT) != NON_ENGLISH
        ]
        self._model = train(
            [message.get(INTENT) for message in examples],
            np.vstack([message.get(VECTORS)[0] for message in examples]),
            examples[0].get(ENCODER),
            SmallWords.of(*read_languages(Path(self._config["languages"]))),
            TrainingSettings(
                strength=float(self._config["strength"]),
                percentile=float(self._config["percentile"]),
                certainty=float(self._config["certainty"]),
                asides=frozenset(self._config["asides"]),
                refused=frozenset(self._config["refused"]),
            ),
        )
        with (
            self._storage.write_to(self._resource) as folder,
            (folder / FILE).open("wb") as file,
        ):
            self._model.save(file)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide what each message is about."""
        for message in messages:
            model = self._ready(message)
            found = decide(message.get(TEXT) or "", message.get(VECTORS), model)
            intent = {"name": _intent(found), "confidence": found.confidence}
            ranking = [{"name": t, "confidence": c} for t, c in found.ranking]
            message.set(INTENT, intent, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(UNDERSTANDING, found.to_dict(), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Pass on; what follows needs no predictions on training examples."""
        return training_data

    def _ready(self, message: Message) -> Model:
        if self._model is None:
            raise UnderstandingError("the topic classifier is not trained")
        if self._model.encoder != message.get(ENCODER):
            raise UnderstandingError(
                "the model was trained with another sentence encoder: train again"
            )
        return self._model


def _intent(found: Understanding) -> str:
    """Return the intent that the rules see."""
    return found.topic if found.topic and found.known else FALLBACK

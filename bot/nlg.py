"""Speaks the published scripts instead of the texts in domain.yml."""

from __future__ import annotations

import logging
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.published import Published, published
from bot.scripts import DEFAULT_LOCALE, Variant, choose, from_domain, gist, rated
from bot.turn_context import CURRENT

logger = logging.getLogger(__name__)


# Of the templated generator only one thing is used: on loading a model Rasa gives it
# the domain's responses.
class ScriptNLG(TemplatedNaturalLanguageGenerator):
    """Finds words for every `utter_...`: published ones, else the domain's."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        scripts: Published | None = None,
    ) -> None:
        """Speak `scripts`, by default those of this process."""
        super().__init__(domain.responses if domain else {})
        self._scripts = scripts or published()

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return text, buttons, script and variant; None only if there are no words."""
        slots = tracker.current_slot_values()
        values = {**rated(slots), **slots, **kwargs}
        chosen = self._choose(utter_action, values, tracker.sender_id)
        if chosen is None:
            logger.error("scripts: there are no words for %s", utter_action)
            return None
        turn = CURRENT.get()
        if turn:
            # Newest last: what is dropped from a full list is the oldest.
            turn.said.pop(utter_action, None)
            turn.said[utter_action] = chosen.id
        return {
            "text": chosen.text,
            "buttons": [button.to_dict() for button in chosen.buttons],
            "script": utter_action,
            "variant": chosen.id,
        }

    def _choose(
        self, script: str, values: dict[str, Any], conversation_id: str
    ) -> Variant | None:
        turn = CURRENT.get()
        last = turn.said.get(script) if turn else None
        locale = str(values.get("locale") or DEFAULT_LOCALE)
        seed = f"{conversation_id} {script}"
        takes_turns = self._scripts.takes_turns(script)
        own = from_domain(script, self.responses.get(script) or ())
        for variants in (self._scripts.variants(script), own):
            chosen = choose(
                variants, values, locale, seed=seed, last=last, takes_turns=takes_turns
            )
            if chosen:
                return chosen
        plain = [v for v in (*self._scripts.variants(script), *own) if not v.when]
        return gist(plain[0], values) if plain else None

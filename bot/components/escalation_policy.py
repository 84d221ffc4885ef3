"""Lets what triage decided win over the rules: an escalation, or an action by name."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

ACTION = "action_request_handoff"
SLOT = "escalation"
# The action that answers this turn where no rule could.
NEXT = "next_action"
# Above the rules (6), below nothing.
PRIORITY = 10


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class EscalationPolicy(Policy):
    """Asks for the handoff, or runs what `next_action` names, once; then listens."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the priority, which the ensemble compares."""
        return {"priority": PRIORITY}

    @staticmethod
    def supported_data() -> SupportedData:
        """Take no part in learning from stories."""
        return SupportedData.RULE_DATA

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Learn nothing: the decision was triage's."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the handoff or the named action, then listening; else nothing.

        "No user" predictions are what forms make to go on by themselves; only another
        one of them, with a higher priority, interrupts a form.
        """
        nothing = self._default_predictions(domain)
        action = ACTION if tracker.get_slot(SLOT) else tracker.get_slot(NEXT)
        if action not in domain.action_names_or_texts:
            return self._prediction(nothing)
        done = _done_in_this_turn(tracker)
        if action in done and done[0] in domain.form_names:
            # The named action has opened a form, which goes on by its own rule.
            return self._prediction(nothing)
        run = ACTION_LISTEN_NAME if action in done else action
        nothing[domain.index_for_action(run)] = 1.0
        return self._prediction(
            nothing,
            events=[] if action in done else _leave_form(tracker),
            is_no_user_prediction=True,
        )


def _done_in_this_turn(tracker: DialogueStateTracker) -> list[str]:
    """Return the actions since the customer spoke, the last one first."""
    done = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, (ActionExecuted, ActionExecutionRejected)):
            done.append(str(event.action_name))
    return done


def _leave_form(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that end an active form: a person asks from here on."""
    if not tracker.active_loop_name:
        return []
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]

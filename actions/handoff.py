"""Asking the desk for a person, in calm words that promise no time."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions.base import Event, FirstlineAction, close_form, set_slots
from actions.request import handoff_request, route_of
from actions.turn import Turn


class ActionRequestHandoff(FirstlineAction):
    """Speaks the reason's script and leaves the request for the desk in a slot."""

    action_name = "action_request_handoff"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Hand over for the escalation found in this turn, else on request."""
        reason = turn.word("escalation") or "customer_request"
        signal = turn.word("escalation_signal")
        route = route_of(self.policies, reason, signal)
        crisis_line = self.policies.crisis.for_locale(turn.word("locale"))
        dispatcher.utter_message(response=route.script, crisis_line=crisis_line)
        request = handoff_request(
            turn, self.policies, reason, signal, turn.word("escalation_note")
        )
        return [*set_slots(handoff_request=request), *close_form()]

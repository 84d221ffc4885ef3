"""The base of every action: it runs the work and turns a failure into honest words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.errors import ActionFailed
from actions.policies import Policies
from actions.request import handoff_request
from actions.turn import Turn, read_turn

Event = dict[str, Any]
log = structlog.get_logger()


class FirstlineAction(Action, ABC):  # type: ignore[misc]  # the SDK ships no types
    """An action that never leaves the customer in silence."""

    action_name: str

    def __init__(self, policies: Policies) -> None:
        self.policies = policies

    def name(self) -> str:
        """The name that rules and the domain know the action by."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: object
    ) -> list[Event]:
        """The action's events; a failure becomes an apology and a handoff."""
        turn = read_turn(tracker)
        try:
            return await self.act(dispatcher, turn)
        except ActionFailed as error:
            log.warning("action.gave_up", action=self.action_name, why=str(error))
        except Exception:  # the edge: logged with its traceback, told to the customer
            log.exception("action.crashed", action=self.action_name)
        return self.give_up(dispatcher, turn)

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Do the work for this turn and return what became of it."""

    def give_up(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Say that the bot cannot go on, and ask for a person."""
        route = self.policies.escalation.reasons["bot_failure"]
        dispatcher.messages.clear()
        dispatcher.utter_message(response=route.script)
        request = handoff_request(turn, self.policies, "bot_failure", None)
        return [*set_slots(handoff_request=request), *close_form()]


def set_slots(**values: Any) -> list[Event]:
    """One slot event for each value."""
    return [SlotSet(name, value) for name, value in values.items()]


def close_form() -> list[Event]:
    """The events that end whatever form is open."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]

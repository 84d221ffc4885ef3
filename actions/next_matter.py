"""Taking up a matter where no rule can: the second one told, or one told in anger."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Event, FirstlineAction, set_slots
from actions.turn import Turn


class ActionNextMatter(FirstlineAction):
    """Takes up the matter that triage has put in hand."""

    action_name = "action_next_matter"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Answer the matter or look its order up, after a word on why.

        An insult is met with a boundary; else the bot says what it comes back to.
        """
        topic = self.policies.topics.by_id[turn.word("last_topic") or ""]
        insulted = turn.slots.get("boundary_due")
        script = "utter_boundary" if insulted else "utter_next_matter"
        dispatcher.utter_message(response=script)
        if topic.needs_order:
            return [FollowupAction("order_form")]
        dispatcher.utter_message(response=topic.script)
        if topic.asks == "settled":
            dispatcher.utter_message(response="utter_ask_settled")
        return set_slots(order_asks=0)

"""Taking up a matter where no rule can: a second, an earlier, one told in anger."""

from __future__ import annotations

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Event, FirstlineAction, set_slots
from actions.returning import PREVIOUS
from actions.turn import Turn


class ActionNextMatter(FirstlineAction):
    """Takes up the matter that triage has put in hand."""

    action_name = "action_next_matter"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Answer the matter or look its order up, after a word on why."""
        topic = self.policies.topics.by_id[turn.word("last_topic") or ""]
        dispatcher.utter_message(response=_why(turn))
        if topic.needs_order:
            return [FollowupAction("order_form")]
        dispatcher.utter_message(response=topic.script)
        if topic.asks == "settled":
            dispatcher.utter_message(response="utter_ask_settled")
        return set_slots(order_asks=0)


def _why(turn: Turn) -> str:
    """The word on why: an insult is met with a boundary, a return with a welcome."""
    if turn.slots.get("boundary_due"):
        return "utter_boundary"
    if turn.word("asked") == PREVIOUS:
        return "utter_new_matter" if turn.intent == "deny" else "utter_take_up"
    return "utter_next_matter"

"""Looking an order up and answering the matter it was asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.backend import Shop
from actions.base import Event, FirstlineAction, set_slots
from actions.granting import Granting
from actions.order import Order, describe, for_packet
from actions.order_question import Answer, find_order_number, is_short_reply
from actions.policies import Policies
from actions.remedies import KIND_OF_WISH
from actions.turn import Turn
from actions.wishes import Offer, offer_for

# Asked about nothing in particular, an order number asks where the order is.
_DEFAULT_TOPIC = "order_status"


class OrderAction(FirstlineAction):
    """An action that can look an order up and answer the matter in hand with it."""

    def __init__(
        self, policies: Policies, shop: Shop, today: Callable[[], date]
    ) -> None:
        super().__init__(policies)
        self.shop = shop
        self.today = today
        self.granting = Granting(policies, shop, today)

    async def answer_with_order(
        self, dispatcher: CollectingDispatcher, turn: Turn
    ) -> list[Event]:
        """The topic's answer, with what the shop knows of the order if there is one.

        A number the shop does not know is asked for once more, then left aside.
        """
        number = turn.word("order_number")
        order = await self.shop.find_order(number) if number else None
        if number and order is None:
            return self._not_found(dispatcher, turn, number)
        offer = self._wished(turn, order)
        if order and offer:
            granted = await self.granting.pursue(
                dispatcher, turn, offer, order, first=True
            )
            return [*self._filled(turn, order), *granted]
        words = {"order_state": "unknown"}
        if order:
            words = describe(order, self.today(), turn.word("locale"))
        self.answer(dispatcher, turn, words)
        return self._filled(turn, order)

    def _wished(self, turn: Turn, order: Order | None) -> Offer | None:
        """The remedy that was asked for before the matter was answered, if it is open.

        Where it is not, the answer comes first: it names what is.
        """
        kind = KIND_OF_WISH.get(turn.word("remedy") or "")
        topic = turn.word("last_topic")
        if not (order and kind and topic) or f"utter_{topic}" in turn.names("tried"):
            return None
        amount, wished = turn.slots.get("amount"), None
        if isinstance(amount, dict) and kind == "credit":
            same = amount.get("currency") == order.currency
            wished = float(amount["value"]) if same else None
        offer = offer_for(kind, topic, order, self.policies, self.today(), wished)
        return offer if isinstance(offer, dict) else None

    def _not_found(
        self, dispatcher: CollectingDispatcher, turn: Turn, number: str
    ) -> list[Event]:
        gone = set_slots(order_number=None, order=None, order_not_found=True)
        if turn.slots.get("order_not_found"):
            dispatcher.utter_message(response="utter_order_unknown")
            return [*gone, *set_slots(order_question=Answer.SKIPPED.value)]
        script = "utter_order_not_found"
        dispatcher.utter_message(response=script, order_number=number)
        again = set_slots(order_question=None, order_asks=1)
        return [*gone, *again, FollowupAction("order_form")]

    def answer(
        self, dispatcher: CollectingDispatcher, turn: Turn, words: dict[str, str]
    ) -> None:
        """Speak the topic's script, or another way when it was heard before."""
        taken_up = turn.word("next_action") is not None
        if turn.slots.get("boundary_due") and not taken_up:
            dispatcher.utter_message(response="utter_boundary")
        email = turn.word("email")
        if email and email in turn.text and "order_item" not in words:
            dispatcher.utter_message(response="utter_email_noted")
        topic_id = turn.word("last_topic") or _DEFAULT_TOPIC
        topic = self.policies.topics.by_id[topic_id]
        number_given = find_order_number(turn.text) is not None
        script = topic.script
        if script in turn.names("tried"):
            # Heard before: only a number can make a difference, and only to some.
            if not number_given:
                dispatcher.utter_message(response="utter_deny", **words)
                return
            script = script if topic.needs_order else "utter_order_noted"
        dispatcher.utter_message(response=script, **words)
        if topic.asks == "settled":
            dispatcher.utter_message(response="utter_ask_settled")

    def _filled(self, turn: Turn, order: Order | None) -> list[Event]:
        slots: dict[str, Any] = {"order_asks": 0}
        if order:
            slots |= {"order": for_packet(order), "order_not_found": None}
        else:
            slots["order"] = None
        if turn.word("order_question") == Answer.DROPPED.value:
            slots["order_question"] = None
        return set_slots(**slots)


class ActionLookUpOrder(OrderAction):
    """Follows the order form: the customer gave a number, has none, or moved on."""

    action_name = "action_look_up_order"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Look up and answer; a goodbye in mid-question is just that."""
        if turn.intent == "goodbye":
            dispatcher.utter_message(response="utter_goodbye")
            return set_slots(order_question=None)
        return await self.answer_with_order(dispatcher, turn)


class ActionClarify(OrderAction):
    """Follows a message that was not understood: perhaps only a number came late."""

    action_name = "action_clarify"

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Use an order number that came alone, else ask for other words.

        A whole story is not asked for again: its teller is offered a person.
        """
        if find_order_number(turn.text):
            return await self.answer_with_order(dispatcher, turn)
        rated = turn.slots.get("triage") or {}
        complains = rated.get("priority", "none") != "none"
        story = complains and not is_short_reply(turn.text)
        script = "utter_story_heard" if story else "utter_rephrase"
        dispatcher.utter_message(response=script)
        return []

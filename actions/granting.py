"""Granting a remedy: the postcode is asked for, the shop acts, a reference is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import structlog
from rasa_sdk.executor import CollectingDispatcher

from actions.backend import Shop
from actions.base import Event, FirstlineAction, set_slots
from actions.errors import PostcodeWrong, RemedyDeclined
from actions.order import Order, Remedy, describe, for_packet, money
from actions.policies import Policies
from actions.remedies import Grant, judge
from actions.request import handoff_request
from actions.turn import Turn
from actions.wishes import Offer, known_order

REASON = "beyond_authority"
log = structlog.get_logger()


class Granting:
    """Takes an offer to its end: asked for the postcode, granted, or handed over."""

    def __init__(
        self, policies: Policies, shop: Shop, today: Callable[[], date]
    ) -> None:
        self.policies = policies
        self.shop = shop
        self.today = today

    async def pursue(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        offer: Offer,
        order: Order,
        *,
        first: bool = False,
    ) -> list[Event]:
        """The next thing for `offer`; `first` when nothing was answered before it."""
        postcode = turn.word("postcode")
        if postcode is None:
            asked_before = int(offer["tries"]) > 0
            state = "first" if first else "again" if asked_before else "asked"
            return self._ask(dispatcher, turn, offer, order, state)
        try:
            remedy = await self._grant(turn, offer, postcode)
        except PostcodeWrong:
            return self._wrong(dispatcher, turn, offer, order)
        except RemedyDeclined as error:
            log.info("remedy.declined", why=str(error))
            return self.hand_over(dispatcher, turn, "declined")
        if remedy is None:
            return self.hand_over(dispatcher, turn, "not_covered")
        return await self._granted(dispatcher, turn, remedy)

    def tell(
        self, dispatcher: CollectingDispatcher, turn: Turn, remedy: Remedy, order: Order
    ) -> None:
        """Say what is granted, under which reference, and when it arrives."""
        words = self._words(turn, order, remedy.kind, remedy.amount, remedy.currency)
        words["remedy_reference"] = remedy.reference
        dispatcher.utter_message(response="utter_remedy_granted", **words)
        dispatcher.utter_message(response="utter_ask_settled")

    def hand_over(
        self, dispatcher: CollectingDispatcher, turn: Turn, refusal: str
    ) -> list[Event]:
        """Ask for a person, with a note on what stood in the way."""
        route = self.policies.escalation.reasons[REASON]
        dispatcher.utter_message(response=route.script)
        note = self.policies.bot.remedies.notes[refusal]
        request = handoff_request(turn, self.policies, REASON, None, note)
        return set_slots(handoff_request=request, remedy_offer=None, postcode=None)

    def _ask(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        offer: Offer,
        order: Order,
        state: str,
    ) -> list[Event]:
        kind, amount, currency = offer["kind"], offer["amount"], offer["currency"]
        words = self._words(turn, order, kind, amount, currency)
        dispatcher.utter_message(
            response="utter_ask_postcode", postcode_state=state, **words
        )
        return set_slots(remedy_offer=offer, postcode=None)

    def _wrong(
        self, dispatcher: CollectingDispatcher, turn: Turn, offer: Offer, order: Order
    ) -> list[Event]:
        offer = {**offer, "tries": int(offer["tries"]) + 1}
        if offer["tries"] >= self.policies.bot.remedies.postcode_tries:
            return self.hand_over(dispatcher, turn, "unverified")
        return self._ask(dispatcher, turn, offer, order, "wrong")

    async def _grant(self, turn: Turn, offer: Offer, postcode: str) -> Remedy | None:
        """What the shop granted; None if the order as it is now is beyond the policy.

        The turn is the key: a turn that is played again finds its remedy granted.
        """
        number = turn.word("order_number") or ""
        order = await self.shop.find_order(number)
        if order is None:
            return None
        rules, sum_ = self.policies.bot.remedies, float(offer["amount"])
        verdict = judge(rules, offer["kind"], offer["topic"], order, self.today(), sum_)
        if not isinstance(verdict, Grant):
            return None
        key = f"{turn.turn_id}-{offer['kind']}"
        return await self.shop.grant(number, verdict, postcode=postcode, key=key)

    async def _granted(
        self, dispatcher: CollectingDispatcher, turn: Turn, remedy: Remedy
    ) -> list[Event]:
        order = await self.shop.find_order(turn.word("order_number") or "")
        if order is None:
            return self.hand_over(dispatcher, turn, "declined")
        self.tell(dispatcher, turn, remedy, order)
        worth = money(remedy.amount, remedy.currency, turn.word("locale"))
        return set_slots(
            remedy_offer=None,
            order=for_packet(order),
            granted=f"{remedy.reference} ({remedy.kind}, {worth})",
            tried=[*turn.names("tried"), "utter_remedy_granted"],
        )

    def _words(
        self, turn: Turn, order: Order, kind: str, amount: float, currency: str
    ) -> dict[str, Any]:
        locale = turn.word("locale")
        words: dict[str, Any] = dict(describe(order, self.today(), locale))
        sum_ = money(amount, currency, locale)
        return {**words, "remedy_kind": kind, "remedy_amount": sum_}


class ActionRemedy(FirstlineAction):
    """Goes on with the remedy that triage found the customer to ask for."""

    action_name = "action_remedy"

    def __init__(
        self, policies: Policies, shop: Shop, today: Callable[[], date]
    ) -> None:
        super().__init__(policies)
        self.granting = Granting(policies, shop, today)

    async def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[Event]:
        """Ask for the postcode, grant, or repeat what was granted."""
        offer, order = turn.slots.get("remedy_offer"), known_order(turn)
        if order is None:
            return self.granting.hand_over(dispatcher, turn, "not_covered")
        if isinstance(offer, dict):
            return await self.granting.pursue(dispatcher, turn, offer, order)
        self.granting.tell(dispatcher, turn, order.remedies[-1], order)
        return []

"""What a turn does about a remedy: wishes for one, names the postcode, lets it be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from actions.order import Order
from actions.order_question import has_none, is_short_reply
from actions.policies import Policies
from actions.postcode import find_postcode
from actions.remedies import KIND_OF_WISH, Grant, judge
from actions.triage import Rating
from actions.turn import Turn

Offer = dict[str, Any]
# A wish counts where the bot has just answered and asked what the customer would like.
_MAY_WISH = frozenset({"choice", "settled", "way", "person"})
# What a wish for a remedy sounds like to the understanding, besides the matter itself.
_SOUNDS_LIKE = frozenset({"return_how", "refund_status", "refund_refused", "exchange"})
# Said in passing, while the postcode is awaited: they get their own answer.
_PASSING = frozenset(
    {"greet", "thanks", "goodbye", "bot_challenge", "praise", "frustration"}
    | {"out_of_scope", "non_english"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """What the turn does about a remedy.

    pursue: the bot goes on with `offer`; refuse: it may not, for the reason `refusal`;
    repeat: it is granted already; drop: the customer has moved on.
    """

    kind: Literal["pursue", "refuse", "repeat", "drop"]
    offer: Offer | None = None
    refusal: str | None = None

    @property
    def acts(self) -> bool:
        """Whether the bot's answer is about the remedy."""
        return self.kind in {"pursue", "repeat"}


def read_step(
    turn: Turn,
    rating: Rating,
    asked: str,
    tried: tuple[str, ...],
    policies: Policies,
    today: date,
) -> Step | None:
    """The step this turn takes; None when it is about no remedy."""
    if turn.in_order_form:
        return None
    offer = turn.slots.get("remedy_offer")
    wished = _kinds(rating)
    if isinstance(offer, dict) and not wished - {offer["kind"]}:
        return _answered(turn, offer, asked, policies)
    topic = turn.word("last_topic")
    order = known_order(turn)
    if topic is None or order is None or f"utter_{topic}" not in tried:
        return None
    may = isinstance(offer, dict) or asked in _MAY_WISH
    if not wished or not may or turn.intent == "deny" or _moves_on(turn, policies):
        return None
    return _wish(wished, topic, order, rating, policies, today)


def offer_for(
    kind: str,
    topic: str,
    order: Order,
    policies: Policies,
    today: date,
    wished: float | None = None,
) -> Offer | str:
    """The remedy as the bot may offer it, else the code of the refusal."""
    if order.remedies or order.refund:
        return "already_granted"
    verdict = judge(policies.bot.remedies, kind, topic, order, today, wished)
    if not isinstance(verdict, Grant):
        return verdict.code
    return {
        "kind": kind,
        "topic": topic,
        "amount": verdict.amount,
        "currency": verdict.currency,
        "tries": 0,
    }


def known_order(turn: Turn) -> Order | None:
    """The order that was looked up in this conversation, as it was then."""
    try:
        return msgspec.convert(turn.slots.get("order"), Order)
    except msgspec.ValidationError:
        return None


def sum_wished(rating: Rating, currency: str) -> float | None:
    """The sum named in the message; one in another currency is beyond any limit."""
    sums: list[Mapping[str, Any]] = [
        fact.value for fact in rating.facts if fact.kind == "amount"
    ]
    if any(named["currency"] != currency for named in sums):
        return float("inf")
    return max((float(named["value"]) for named in sums), default=None)


def _wish(
    kinds: set[str],
    topic: str,
    order: Order,
    rating: Rating,
    policies: Policies,
    today: date,
) -> Step:
    if len(kinds) > 1:
        return Step("refuse", refusal="several")
    [kind] = kinds
    if any(remedy.kind == kind for remedy in order.remedies):
        return Step("repeat")
    wished = sum_wished(rating, order.currency)
    offer = offer_for(kind, topic, order, policies, today, wished)
    if isinstance(offer, str):
        return Step("refuse", refusal=offer)
    return Step("pursue", offer)


def _answered(turn: Turn, offer: Offer, asked: str, policies: Policies) -> Step | None:
    if find_postcode(turn.text, asked=True):
        return Step("pursue", offer)
    if turn.intent == "deny" or has_none(turn.text, policies.bot):
        return Step("refuse", refusal="unverified")
    if turn.intent in _PASSING:
        return None
    if _moves_on(turn, policies):
        return Step("drop")
    tries = int(offer["tries"]) + (asked == "postcode")
    if tries >= policies.bot.remedies.postcode_tries:
        return Step("refuse", refusal="unverified")
    return Step("pursue", {**offer, "tries": tries})


def _moves_on(turn: Turn, policies: Policies) -> bool:
    """Whether the turn tells of another matter than the one in hand."""
    matter = policies.topics.matter(turn.intent)
    if matter is None or matter.id == turn.word("last_topic"):
        return False
    return matter.id not in _SOUNDS_LIKE and not is_short_reply(turn.text)


def _kinds(rating: Rating) -> set[str]:
    wishes = {str(fact.value) for fact in rating.facts if fact.kind == "remedy"}
    return {KIND_OF_WISH[wish] for wish in wishes if wish in KIND_OF_WISH}

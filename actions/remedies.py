"""Which remedies the bot may grant on its own: a pure decision over the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from actions.order import Order, order_state
from actions.triage.yamlfile import Node

KINDS = ("refund", "replacement", "credit")
# What triage calls the remedy that a customer asks for, and what the shop calls it.
KIND_OF_WISH = {
    "refund": "refund",
    "replacement": "replacement",
    "compensation": "credit",
}
REFUSALS = (
    "not_covered",
    "too_much",
    "too_late",
    "already_granted",
    "several",
    "unverified",
    "declined",
)
STATES = frozenset(
    {"late", "on_time", "processing", "delivered", "returned", "subscription"}
)
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Cover:
    """For which orders a remedy is open; `days` count from delivery, else the order."""

    states: frozenset[str]
    days: int
    payments: int = 1


@dataclass(frozen=True, slots=True)
class KindPolicy:
    """Up to which sums (by currency) and for which topics a kind may be granted.

    `usual` is the sum of a credit that nobody named.
    """

    below: Mapping[str, int]
    topics: Mapping[str, Cover]
    usual: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RemedyPolicy:
    """All kinds; how often a postcode may be tried; what a person is told of a no."""

    kinds: Mapping[str, KindPolicy]
    postcode_tries: int
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Grant:
    """A remedy that the policy covers; a replacement's amount is the order's worth."""

    kind: str
    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the bot may not grant: one of REFUSALS."""

    code: str


def judge(
    policy: RemedyPolicy,
    kind: str,
    topic: str,
    order: Order,
    today: date,
    wished: float | None = None,
) -> Grant | Refusal:
    """Whether the bot may grant `kind`; `wished` is the sum asked for, if one was."""
    rules = policy.kinds[kind]
    cover = rules.topics.get(topic)
    if cover is None or order_state(order, today) not in cover.states:
        return Refusal("not_covered")
    if order.payments < cover.payments:
        return Refusal("not_covered")
    if (today - (order.delivered_on or order.ordered_on)).days > cover.days:
        return Refusal("too_late")
    amount = order.total
    if kind == "credit":
        amount = wished or rules.usual.get(order.currency, 0)
    if not 0 < amount < rules.below.get(order.currency, 0):
        return Refusal("too_much")
    return Grant(kind, amount, order.currency)


def load_remedies(node: Node, topics: frozenset[str]) -> RemedyPolicy:
    """The `remedies` part of the policy, its topics among `topics`.

    Raises TriageDataError naming file, line and reason.
    """
    node.mapping(frozenset({*KINDS, "postcode_tries", "notes"}))
    notes = node.need("notes")
    notes.mapping(frozenset(REFUSALS))
    return RemedyPolicy(
        kinds={kind: _kind(node.need(kind), topics) for kind in KINDS},
        postcode_tries=node.need("postcode_tries").whole(1, 5),
        notes={code: notes.need(code).text() for code in REFUSALS},
    )


def _kind(node: Node, topics: frozenset[str]) -> KindPolicy:
    node.mapping(frozenset({"below", "usual", "topics"}))
    usual = node.get("usual")
    return KindPolicy(
        below=_sums(node.need("below")),
        usual=_sums(usual) if usual else {},
        topics={
            _known(cover, topic, topics): _cover(cover)
            for topic, cover in node.need("topics").walk()
        },
    )


def _cover(node: Node) -> Cover:
    node.mapping(frozenset({"states", "days", "payments"}))
    states, payments = node.need("states"), node.get("payments")
    return Cover(
        states=frozenset(_known(states, s, STATES) for s in states.texts()),
        days=node.need("days").whole(1, 3650),
        payments=payments.whole(1, 10) if payments else 1,
    )


def _sums(node: Node) -> dict[str, int]:
    return {currency: sum_.whole(0, _MOST) for currency, sum_ in node.walk()}


def _known(node: Node, value: str, known: frozenset[str]) -> str:
    if value not in known:
        raise node.fail(f"'{value}' is not one of: {', '.join(sorted(known))}")
    return value

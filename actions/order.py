"""An order of the shop, and what may be said of it in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import msgspec
from babel.core import UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency

Status = Literal[
    "processing", "in_transit", "delayed", "delivered", "returned", "subscription"
]
RefundStatus = Literal["pending", "paid"]
_FALLBACK_LOCALE = "en_GB"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an order, its price in the order's currency."""

    name: str
    price: float


class Refund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money going back: since when, and whether it has been paid."""

    amount: float
    on: date
    status: RefundStatus


class Remedy(msgspec.Struct, frozen=True):
    """A remedy granted for an order, under a reference that the customer is told."""

    kind: Literal["refund", "replacement", "credit"]
    amount: float
    currency: str
    reference: str
    on: date


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the shop knows of an order; `payments` counts the times it was charged."""

    number: str
    currency: str
    total: float
    items: list[Item]
    status: Status
    carrier: str
    ordered_on: date
    promised_on: date
    delivered_on: date | None = None
    payments: int = 1
    refund: Refund | None = None
    remedies: list[Remedy] = []


def order_state(order: Order, today: date) -> str:
    """Where the order stands: what the scripts' conditions are written for."""
    if order.status in {"in_transit", "delayed"}:
        late = order.promised_on < today or order.status == "delayed"
        return "late" if late else "on_time"
    return order.status


def describe(order: Order, today: date, locale: str | None) -> dict[str, str]:
    """The placeholders and conditions that the scripts may use of an order."""
    words = {
        "order_number": order.number,
        "order_state": order_state(order, today),
        "order_item": order.items[0].name if order.items else order.number,
        "order_carrier": order.carrier,
        "order_total": money(order.total, order.currency, locale),
        "order_placed": day(order.ordered_on, locale),
        "order_promised": day(order.promised_on, locale),
        "payment_state": "twice" if order.payments > 1 else "once",
        "refund_state": order.refund.status if order.refund else "none",
    }
    if order.delivered_on:
        words["order_delivered"] = day(order.delivered_on, locale)
    if order.refund:
        words["refund_amount"] = money(order.refund.amount, order.currency, locale)
        words["refund_date"] = day(order.refund.on, locale)
    return words


def for_packet(order: Order) -> dict[str, Any]:
    """The order as plain JSON for the agent who takes over."""
    plain: dict[str, Any] = msgspec.to_builtins(order)
    return plain


def day(value: date, locale: str | None) -> str:
    """A day as people say it: "Tuesday 18 November"."""
    return format_date(value, "EEEE d MMMM", locale=_known(locale))


def money(amount: float, currency: str, locale: str | None) -> str:
    """An amount with its currency: "£64.50"."""
    return format_currency(amount, currency, locale=_known(locale))


def _known(locale: str | None) -> str:
    # "en" alone would write American dates; British is the shop's own spelling.
    name = (locale or "").replace("-", "_")
    if name in {"", "en"}:
        return _FALLBACK_LOCALE
    try:
        format_date(date.min, locale=name)
    except (UnknownLocaleError, ValueError):
        return _FALLBACK_LOCALE
    return name

"""What the bot may grant: the policy's limits, the shop's record, the postcode."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from actions.demo_shop import DemoShop
from actions.errors import PostcodeWrong, RemedyDeclined
from actions.order import Order
from actions.policies import Policies
from actions.postcode import find_postcode
from actions.remedies import Grant, Refusal, judge
from tests.unit.actions.conftest import ROOT, TODAY

DAMAGED = "4471-0124"


async def order_of(shop: DemoShop, number: str = DAMAGED) -> Order:
    order = await shop.find_order(number)
    assert order is not None
    return order


@pytest.mark.parametrize(
    ("kind", "topic", "change", "verdict"),
    [
        ("refund", "damaged_parcel", {}, Grant("refund", 42.0, "GBP")),
        ("refund", "damaged_parcel", {"total": 100.0}, Refusal("too_much")),
        ("refund", "damaged_parcel", {"total": 99.99}, Grant("refund", 99.99, "GBP")),
        ("refund", "damaged_parcel", {"currency": "CHF"}, Refusal("too_much")),
        ("refund", "damaged_parcel", {"status": "processing"}, Refusal("not_covered")),
        ("refund", "warranty", {}, Refusal("not_covered")),
        ("credit", "double_charge", {}, Refusal("not_covered")),
        ("credit", "double_charge", {"payments": 2}, Grant("credit", 10, "GBP")),
        ("credit", "damaged_parcel", {}, Grant("credit", 10, "GBP")),
    ],
)
async def test_the_policy_says_what_may_be_granted(
    policies: Policies,
    shop: DemoShop,
    kind: str,
    topic: str,
    change: dict[str, Any],
    verdict: Grant | Refusal,
) -> None:
    order = replace(await order_of(shop), **change)

    assert judge(policies.bot.remedies, kind, topic, order, TODAY) == verdict


@pytest.mark.parametrize(("days", "open_"), [(30, True), (31, False)])
async def test_a_remedy_is_open_for_so_many_days_after_delivery(
    policies: Policies, shop: DemoShop, days: int, open_: bool
) -> None:
    order = replace(await order_of(shop), delivered_on=TODAY - timedelta(days=days))

    verdict = judge(policies.bot.remedies, "refund", "damaged_parcel", order, TODAY)

    assert isinstance(verdict, Grant) is open_


@pytest.mark.parametrize(("wished", "open_"), [(49.99, True), (50.0, False)])
async def test_compensation_ends_below_fifty(
    policies: Policies, shop: DemoShop, wished: float, open_: bool
) -> None:
    order = await order_of(shop)

    verdict = judge(
        policies.bot.remedies, "credit", "damaged_parcel", order, TODAY, wished
    )

    assert isinstance(verdict, Grant) is open_


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("it's LS6 2AB", False, "LS6 2AB"),
        ("my postcode is ls6 2ab", False, "ls6 2ab"),
        ("ls62ab", True, "ls62ab"),
        ("a PS5 2nd hand", False, None),
        ("zip code 60614", False, "60614"),
        ("60614", True, "60614"),
        ("60614", False, None),
        ("order 4471-0093", True, None),
        ("call me on 07700 900123", False, None),
    ],
)
def test_a_postcode_is_found_where_it_is_meant(
    text: str, asked: bool, found: str | None
) -> None:
    assert find_postcode(text, asked=asked) == found


async def test_the_same_turn_granted_twice_has_one_effect(shop: DemoShop) -> None:
    wish = Grant("refund", 42.0, "GBP")

    first = await shop.grant(DAMAGED, wish, postcode="eh74hh", key="trn_1")
    again = await shop.grant(DAMAGED, wish, postcode="EH7 4HH", key="trn_1")
    order = await order_of(shop)

    assert first == again
    assert order.remedies == [first]
    assert order.refund is not None
    assert (order.refund.amount, order.refund.status) == (42.0, "pending")


async def test_another_turn_is_declined_and_a_wrong_postcode_refused(
    shop: DemoShop,
) -> None:
    wish = Grant("refund", 42.0, "GBP")
    with pytest.raises(PostcodeWrong):
        await shop.grant(DAMAGED, wish, postcode="EH7 4HX", key="trn_1")
    assert (await order_of(shop)).remedies == []

    await shop.grant(DAMAGED, wish, postcode="EH7 4HH", key="trn_1")
    with pytest.raises(RemedyDeclined):
        await shop.grant(DAMAGED, wish, postcode="EH7 4HH", key="trn_2")


async def test_what_was_granted_outlives_a_changed_source(tmp_path: Path) -> None:
    text = (ROOT / "data" / "shop" / "demo_orders.yml").read_text()
    source = tmp_path / "orders.yml"
    source.write_text(text)
    shop = DemoShop(tmp_path / "shop.db", source, lambda: TODAY)
    wish = Grant("refund", 42.0, "GBP")
    granted = await shop.grant(DAMAGED, wish, postcode="EH7 4HH", key="trn_1")
    source.write_text(text.replace("Aurora", "Borealis"))

    anew = DemoShop(tmp_path / "shop.db", source, lambda: TODAY)

    assert (await order_of(anew)).remedies == [granted]

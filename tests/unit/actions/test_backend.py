"""The demo shop and a shop over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from actions.backend import HttpShop
from actions.demo_shop import DemoShop
from actions.errors import BackendUnavailable, PostcodeWrong, RemedyDeclined
from actions.order import describe, order_state
from actions.remedies import Grant
from actions.triage.errors import TriageDataError
from tests.unit.actions.conftest import ROOT, TODAY

SOURCE = ROOT / "data" / "shop" / "demo_orders.yml"
ORDER: dict[str, Any] = {
    "number": "4471-0093",
    "currency": "GBP",
    "total": 64.5,
    "items": [{"name": "Lamp", "price": 64.5}],
    "status": "in_transit",
    "carrier": "Parcelway",
    "ordered_on": "2026-11-11",
    "promised_on": "2026-11-16",
}


async def test_the_late_parcel_is_late_on_any_day(tmp_path: Path) -> None:
    for today in (TODAY, TODAY + timedelta(days=400)):
        shop = DemoShop(tmp_path / "shop.db", SOURCE, lambda day=today: day)

        order = await shop.find_order("4471-0093")

        assert order is not None
        assert order.promised_on == today - timedelta(days=4)
        assert order_state(order, today) == "late"


@pytest.mark.parametrize(
    ("number", "state", "payments", "refund"),
    [
        ("4471-0093", "late", "once", "none"),
        ("4471-0101", "on_time", "once", "none"),
        ("4471-0117", "delivered", "once", "none"),
        ("4471-0138", "processing", "once", "none"),
        ("4471-0142", "late", "once", "none"),
        ("4471-0155", "returned", "once", "pending"),
        ("4471-0160", "returned", "once", "paid"),
        ("4471-0171", "delivered", "twice", "none"),
        ("4471-0186", "subscription", "once", "none"),
    ],
)
async def test_the_demo_covers_every_state(
    shop: DemoShop, number: str, state: str, payments: str, refund: str
) -> None:
    order = await shop.find_order(number)

    assert order is not None
    words = describe(order, TODAY, "en")
    assert words["order_state"] == state
    assert words["payment_state"] == payments
    assert words["refund_state"] == refund


async def test_an_order_nobody_placed_is_not_found(shop: DemoShop) -> None:
    assert await shop.find_order("0000-0000") is None


async def test_a_changed_source_makes_the_shop_anew(tmp_path: Path) -> None:
    source = tmp_path / "orders.yml"
    text = SOURCE.read_text(encoding="utf-8")
    source.write_text(text, encoding="utf-8")
    DemoShop(tmp_path / "shop.db", source, lambda: TODAY)
    source.write_text(text.replace("4471-0093", "4471-0094"), encoding="utf-8")

    shop = DemoShop(tmp_path / "shop.db", source, lambda: TODAY)

    assert await shop.find_order("4471-0093") is None
    assert await shop.find_order("4471-0094") is not None


def test_a_broken_source_is_named(tmp_path: Path) -> None:
    source = tmp_path / "orders.yml"
    source.write_text("orders: [{number: 1}]", encoding="utf-8")

    with pytest.raises(TriageDataError, match=r"orders\.yml"):
        DemoShop(tmp_path / "shop.db", source, lambda: TODAY)


async def test_a_broken_database_is_admitted(tmp_path: Path) -> None:
    shop = DemoShop(tmp_path / "shop.db", SOURCE, lambda: TODAY)
    (tmp_path / "shop.db").write_bytes(b"not a database at all, " * 99)

    with pytest.raises(BackendUnavailable):
        await shop.find_order("4471-0093")


def test_money_and_days_are_said_as_people_say_them() -> None:
    from actions.order import day, money

    assert day(date(2026, 11, 16), None) == "Monday 16 November"
    assert day(date(2026, 11, 16), "en-US") == "Monday 16 November"
    assert money(64.5, "GBP", "en") == "£64.50"
    assert money(248, "USD", "xx-broken") == "US$248.00"


@pytest.fixture
async def served() -> AsyncIterator[tuple[TestServer, dict[str, Any]]]:
    """A shop over HTTP whose next answer the test decides."""
    answer: dict[str, Any] = {"status": 200, "body": ORDER, "wait": None}

    async def give(request: web.Request) -> web.Response:
        answer["asked"] = request.match_info["number"]
        if answer["wait"]:
            await answer["wait"].wait()
        if isinstance(answer["body"], str):
            return web.Response(status=answer["status"], text=answer["body"])
        return web.json_response(answer["body"], status=answer["status"])

    app = web.Application()
    app.router.add_get("/orders/{number}", give)
    async with TestServer(app) as server:
        yield server, answer


async def test_an_order_is_fetched_over_http(
    served: tuple[TestServer, dict[str, Any]],
) -> None:
    server, answer = served
    shop = HttpShop(str(server.make_url("")).rstrip("/"), 3)

    order = await shop.find_order("4471-0093")
    await shop.close()

    assert order is not None
    assert order.carrier == "Parcelway"
    assert answer["asked"] == "4471-0093"


async def test_a_404_means_that_there_is_no_such_order(
    served: tuple[TestServer, dict[str, Any]],
) -> None:
    server, answer = served
    answer["status"] = 404
    shop = HttpShop(str(server.make_url("")).rstrip("/"), 3)

    assert await shop.find_order("4471-0093") is None
    await shop.close()


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "oops"), (302, ""), (200, "<html>"), (200, "{}"), (200, '{"number": 3}')],
)
async def test_an_answer_that_cannot_be_used_is_a_failure(
    served: tuple[TestServer, dict[str, Any]], status: int, body: str
) -> None:
    server, answer = served
    answer.update(status=status, body=body)
    shop = HttpShop(str(server.make_url("")).rstrip("/"), 3)

    with pytest.raises(BackendUnavailable):
        await shop.find_order("4471-0093")
    await shop.close()


async def test_a_silent_or_absent_shop_is_a_failure(
    served: tuple[TestServer, dict[str, Any]],
) -> None:
    server, answer = served
    answer["wait"] = asyncio.Event()
    slow = HttpShop(str(server.make_url("")).rstrip("/"), 0.05)
    absent = HttpShop("http://127.0.0.1:1", 1)

    with pytest.raises(BackendUnavailable, match="in time"):
        await slow.find_order("4471-0093")
    with pytest.raises(BackendUnavailable, match="reached"):
        await absent.find_order("4471-0093")
    answer["wait"].set()
    await slow.close()
    await absent.close()


async def test_a_remedy_is_asked_for_over_http_under_the_turns_key(
    aiohttp_shop: tuple[TestServer, dict[str, Any]],
) -> None:
    server, answer = aiohttp_shop
    shop = HttpShop(str(server.make_url("")).rstrip("/"), 3)

    granted = await shop.grant(
        "4471-0093", Grant("refund", 64.5, "GBP"), postcode="LS6 2AB", key="trn_1"
    )
    answer["status"] = 403
    with pytest.raises(PostcodeWrong):
        await shop.grant(
            "4471-0093", Grant("refund", 64.5, "GBP"), postcode="LS6", key="trn_2"
        )
    answer["status"] = 409
    with pytest.raises(RemedyDeclined):
        await shop.grant(
            "4471-0093", Grant("refund", 64.5, "GBP"), postcode="LS6", key="trn_3"
        )
    await shop.close()

    assert granted.reference == "R-1"
    assert answer["key"] == "trn_3"
    assert answer["wish"] == {
        "kind": "refund",
        "amount": 64.5,
        "currency": "GBP",
        "postcode": "LS6",
    }


@pytest.fixture
async def aiohttp_shop() -> AsyncIterator[tuple[TestServer, dict[str, Any]]]:
    """A shop over HTTP that grants, or answers with the status the test sets."""
    answer: dict[str, Any] = {"status": 201}

    async def grant(request: web.Request) -> web.Response:
        answer["key"] = request.headers["Idempotency-Key"]
        answer["wish"] = wish = await request.json()
        body = {k: wish[k] for k in ("kind", "amount", "currency")}
        body |= {"reference": "R-1", "on": "2026-11-20"}
        return web.json_response(body, status=answer["status"])

    app = web.Application()
    app.router.add_post("/orders/{number}/remedies", grant)
    async with TestServer(app) as server:
        yield server, answer

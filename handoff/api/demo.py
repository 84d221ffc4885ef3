"""The demo shop's list of orders, so that there is something to complain about."""

from pathlib import Path
from typing import Any, Final

import msgspec
import yaml
from aiohttp import web

from handoff.errors import PolicyFileError
from handoff.http import json_response

DEMO_ORDERS: Final = web.AppKey("demo_orders", list[dict[str, Any]])
SHOWN: Final = 6
"""Orders on the page: one of each kind is enough."""


class _Item(msgspec.Struct):
    name: str


class _Order(msgspec.Struct):
    number: str
    status: str
    items: list[_Item]


class _Orders(msgspec.Struct):
    orders: list[_Order]


def read_demo_orders(path: Path) -> list[dict[str, Any]]:
    """The first orders of the demo shop's own file: number, item and status.

    Raises:
        PolicyFileError: the file is missing or not a list of orders.
    """
    try:
        found = msgspec.convert(yaml.safe_load(path.read_bytes()), _Orders)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise PolicyFileError(path, None, str(error)) from error
    return [
        {
            "number": order.number,
            "item": order.items[0].name if order.items else "",
            "status": order.status,
        }
        for order in found.orders[:SHOWN]
    ]


async def read_orders(request: web.Request) -> web.Response:
    """GET /api/demo/orders: what the visitor of the demo shop has ordered."""
    return json_response({"orders": request.app[DEMO_ORDERS]})

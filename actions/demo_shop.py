"""The embedded demo shop: SQLite, made from data/shop/demo_orders.yml.

Days are stored as distances from today and become dates when an order is read, so that
the demo never ages.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actions.errors import BackendUnavailable
from actions.order import Item, Order, Refund, RefundStatus, Status
from actions.triage.errors import TriageDataError

_SCHEMA = """
CREATE TABLE source (digest TEXT NOT NULL);
CREATE TABLE orders (
    number TEXT PRIMARY KEY, email TEXT NOT NULL, postcode TEXT NOT NULL,
    data BLOB NOT NULL
) WITHOUT ROWID;
"""


class DemoRefund(msgspec.Struct, forbid_unknown_fields=True):
    """A refund, its day counted back from today."""

    amount: float
    days_ago: int
    status: RefundStatus


class DemoOrder(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An order as the file writes it."""

    number: str
    customer_name: str
    email: str
    postcode: str
    currency: str
    total: float
    items: list[Item]
    status: Status
    carrier: str
    ordered_days_ago: int
    promised_days_ago: int
    delivered_days_ago: int | None
    payments: int = 1
    refund: DemoRefund | None = None


class DemoShop:
    """Orders from a small database that is made anew whenever its source changes."""

    def __init__(self, database: Path, source: Path, today: Callable[[], date]) -> None:
        self._database = database
        self._today = today
        text = source.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        if not _made_from(database, digest):
            _make(database, read_orders(source, text), digest)

    async def find_order(self, number: str) -> Order | None:
        """Read the order; see `Shop.find_order`."""
        try:
            with closing(sqlite3.connect(self._database)) as connection:
                query = "SELECT data FROM orders WHERE number = ?"
                row = connection.execute(query, (number,)).fetchone()
        except sqlite3.Error as error:
            raise BackendUnavailable("the demo shop cannot be read") from error
        if row is None:
            return None
        return _dated(msgspec.json.decode(row[0], type=DemoOrder), self._today())

    async def close(self) -> None:
        """Nothing to let go of: each look-up opens and closes the file."""


def read_orders(path: Path, text: str) -> list[DemoOrder]:
    """The orders of the file.

    Raises TriageDataError with the file and the place in it that is wrong.
    """
    try:
        orders: list[DemoOrder] = msgspec.convert(
            yaml.safe_load(text)["orders"], list[DemoOrder]
        )
    except (yaml.YAMLError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise TriageDataError(path, 1, str(error)) from error
    return orders


def _made_from(database: Path, digest: str) -> bool:
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(database)) as connection:
            row = connection.execute("SELECT digest FROM source").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(row and row[0] == digest)


def _make(database: Path, orders: list[DemoOrder], digest: str) -> None:
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as connection, connection:
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO source VALUES (?)", (digest,))
        rows = [(o.number, o.email, o.postcode, msgspec.json.encode(o)) for o in orders]
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
    fresh.replace(database)


def _dated(order: DemoOrder, today: date) -> Order:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    known: dict[str, Any] = {
        name: getattr(order, name)
        for name in ("number", "currency", "total", "items", "carrier", "payments")
    }
    refund, delivered = order.refund, order.delivered_days_ago
    return Order(
        **known,
        status=order.status,
        ordered_on=ago(order.ordered_days_ago),
        promised_on=ago(order.promised_days_ago),
        delivered_on=None if delivered is None else ago(delivered),
        refund=Refund(refund.amount, ago(refund.days_ago), refund.status)
        if refund
        else None,
    )

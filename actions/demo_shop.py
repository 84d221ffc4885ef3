"""The embedded demo shop: SQLite, made from data/shop/demo_orders.yml.

Days are stored as distances from today and become dates when an order is read, so that
the demo never ages.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import yaml

from actions.errors import BackendUnavailable, PostcodeWrong, RemedyDeclined
from actions.order import Item, Order, Refund, RefundStatus, Remedy, Status
from actions.remedies import Grant
from actions.triage.errors import TriageDataError

# Made anew with the source, all but the remedies: what was granted stays granted.
_SCHEMA = (
    "DROP TABLE IF EXISTS source",
    "DROP TABLE IF EXISTS orders",
    "CREATE TABLE source (digest TEXT NOT NULL)",
    """CREATE TABLE orders (
        number TEXT PRIMARY KEY, email TEXT NOT NULL, postcode TEXT NOT NULL,
        data BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS remedies (
        key TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, data BLOB NOT NULL
    ) WITHOUT ROWID""",
)


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
        made_of = "".join((*_SCHEMA, text))
        digest = hashlib.sha256(made_of.encode()).hexdigest()
        if not _made_from(database, digest):
            _make(database, read_orders(source, text), digest)

    async def find_order(self, number: str) -> Order | None:
        """Read the order; see `Shop.find_order`."""
        with self._opened() as connection:
            order = _read_order(connection, number)
            if order is None:
                return None
            query = "SELECT data FROM remedies WHERE number = ?"
            rows = connection.execute(query, (number,)).fetchall()
        remedies = [msgspec.json.decode(row[0], type=Remedy) for row in rows]
        return _dated(order, remedies, self._today())

    async def grant(
        self, number: str, grant: Grant, *, postcode: str, key: str
    ) -> Remedy:
        """Put the remedy on record, one for an order; see `Shop.grant`."""
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            order = _read_order(connection, number)
            if order is None:
                raise RemedyDeclined(f"there is no order {number}")
            if plain(postcode) != plain(order.postcode):
                raise PostcodeWrong(f"not the postcode of order {number}")
            query = "SELECT key, data FROM remedies WHERE number = ?"
            row = connection.execute(query, (number,)).fetchone()
            if row and row[0] == key:
                return msgspec.json.decode(row[1], type=Remedy)
            if row or order.refund:
                raise RemedyDeclined(f"order {number} has a remedy already")
            remedy = Remedy(
                kind=grant.kind,  # type: ignore[arg-type]  # one of KINDS
                amount=grant.amount,
                currency=grant.currency,
                reference=_reference(key),
                on=self._today(),
            )
            data = msgspec.json.encode(remedy)
            connection.execute(
                "INSERT INTO remedies VALUES (?, ?, ?)", (key, number, data)
            )
            connection.execute("COMMIT")
            return remedy

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(_connect(self._database)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise BackendUnavailable("the demo shop cannot be used") from error

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
    try:
        _fill(database, orders, digest)
    except sqlite3.DatabaseError:
        # Not a database, or one that cannot be read any more: begin with a new one.
        database.unlink()
        _fill(database, orders, digest)


def _fill(database: Path, orders: list[DemoOrder], digest: str) -> None:
    rows = [(o.number, o.email, o.postcode, msgspec.json.encode(o)) for o in orders]
    with closing(_connect(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute("INSERT INTO source VALUES (?)", (digest,))
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
        connection.execute("COMMIT")


def _connect(database: Path) -> sqlite3.Connection:
    # Transactions begin and end where the code says so.
    return sqlite3.connect(database, isolation_level=None)


def _read_order(connection: sqlite3.Connection, number: str) -> DemoOrder | None:
    query = "SELECT data FROM orders WHERE number = ?"
    row = connection.execute(query, (number,)).fetchone()
    return msgspec.json.decode(row[0], type=DemoOrder) if row else None


def _reference(key: str) -> str:
    """A short name for the remedy granted under `key`: "RM-7K3FQ2XA"."""
    digest = hashlib.sha256(key.encode()).digest()
    return "RM-" + base64.b32encode(digest)[:8].decode()


def plain(postcode: str) -> str:
    """The postcode without spaces and cases, as it is compared."""
    return "".join(postcode.split()).upper()


def _dated(order: DemoOrder, remedies: list[Remedy], today: date) -> Order:
    def ago(days: int) -> date:
        return today - timedelta(days=days)

    known: dict[str, Any] = {
        name: getattr(order, name)
        for name in ("number", "currency", "total", "items", "carrier", "payments")
    }
    delivered = order.delivered_days_ago
    refund = None
    if order.refund:
        sent, status = ago(order.refund.days_ago), order.refund.status
        refund = Refund(order.refund.amount, sent, status)
    for remedy in remedies:
        if remedy.kind == "refund":
            refund = Refund(remedy.amount, remedy.on, "pending")
    return Order(
        **known,
        status=order.status,
        ordered_on=ago(order.ordered_days_ago),
        promised_on=ago(order.promised_days_ago),
        delivered_on=None if delivered is None else ago(delivered),
        refund=refund,
        remedies=remedies,
    )

"""Customers: anonymous at first, known by a token that only they hold."""

import re
from typing import Final

from handoff.desk import Desk
from handoff.domain.principal import Customer
from handoff.domain.text import check_text
from handoff.domain.views import CustomerProfile, NewCustomer
from handoff.errors import NotSignedIn, ValidationFailed
from handoff.ids import digest
from handoff.storage import customers as rows
from handoff.storage.unit import Unit

_LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(-[0-9A-Za-z]{2,8}){0,3}")


async def start_session(
    desk: Desk, *, name: str | None, locale: str, page_url: str | None
) -> NewCustomer:
    """A new customer exists; the answer holds the only copy of their token.

    Raises:
        ValidationFailed: the name, locale or page address is too long or malformed.
    """
    given = {
        "name": _check_optional(name, "name", longest=200),
        "locale": _check_locale(locale),
        "page_url": _check_optional(page_url, "page_url", longest=2_000),
    }
    customer_id, token = desk.ids.new("cus"), desk.ids.secret()

    def add(unit: Unit) -> None:
        rows.add(
            unit.sql(),
            customer_id=customer_id,
            token_hash=digest(token),
            now=unit.now,
            **given,
        )

    await desk.writer.change(add)
    return NewCustomer(customer_id, token)


async def authenticate(desk: Desk, token: str) -> Customer:
    """The customer who holds the token.

    Raises:
        NotSignedIn: no customer holds it.
    """
    hashed = digest(token)
    found = await desk.reader.read(
        lambda connection: rows.find_by_token(connection, hashed)
    )
    if found is None:
        raise NotSignedIn("no such customer token")
    return Customer(customer_id=found)


async def read_profile(desk: Desk, who: Customer) -> CustomerProfile:
    """What is known of who the customer is."""
    return await desk.reader.read(
        lambda connection: rows.profile(connection, who.customer_id)
    )


def _check_optional(value: str | None, field: str, *, longest: int) -> str | None:
    if value is None or not value.strip():
        return None
    return check_text(value, field=field, longest=longest)


def _check_locale(locale: str) -> str:
    if not _LOCALE.fullmatch(locale):
        raise ValidationFailed(
            "locale must be a language tag such as en or en-GB",
            details={"field": "locale"},
        )
    return locale

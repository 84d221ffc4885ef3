"""Customers: their rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, union_all, update

from handoff.domain.views import CustomerProfile
from handoff.storage.tables import customer_tokens, customers


def add(
    connection: Connection,
    *,
    customer_id: str,
    token_hash: str,
    now: datetime,
    **given: Any,
) -> None:
    """The customer exists; nobody has verified who they are."""
    connection.execute(
        insert(customers).values(
            customer_id=customer_id,
            token_hash=token_hash,
            verified=False,
            created_at=now,
            **given,
        )
    )


def find_by_token(connection: Connection, token_hash: str) -> str | None:
    """The id of the customer who holds the token."""
    first = select(customers.c.customer_id).where(customers.c.token_hash == token_hash)
    other = select(customer_tokens.c.customer_id).where(
        customer_tokens.c.token_hash == token_hash
    )
    found: str | None = connection.scalar(union_all(first, other))
    return found


def keep_email(connection: Connection, customer_id: str, email: str) -> None:
    """The customer can be written to at the address."""
    connection.execute(
        update(customers)
        .where(customers.c.customer_id == customer_id)
        .values(email=email)
    )


def profile(connection: Connection, customer_id: str) -> CustomerProfile:
    """What is known of who the customer is."""
    c = customers.c
    row = connection.execute(
        select(c.customer_id, c.name, c.email, c.verified, c.locale, c.page_url).where(
            c.customer_id == customer_id
        )
    ).one()
    return CustomerProfile(*row)

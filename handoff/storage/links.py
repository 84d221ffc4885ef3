"""Links that bring customers back: one purpose, one use, an end."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from handoff.storage.tables import customer_tokens, links


def add(connection: Connection, **values: Any) -> None:
    """The link works from now on."""
    connection.execute(insert(links).values(**values))


def take(
    connection: Connection, token_hash: str, purpose: str, *, now: datetime
) -> Row[*tuple[Any, ...]] | None:
    """The link, used up by this; None when it does not work or never existed."""
    works = (
        links.c.token_hash == token_hash,
        links.c.purpose == purpose,
        links.c.used_at.is_(None),
        links.c.expires_at > now,
    )
    found = connection.execute(select(links).where(*works)).first()
    if found is not None:
        connection.execute(update(links).where(*works).values(used_at=now))
    return found


def let_in(
    connection: Connection, customer_id: str, token_hash: str, *, now: datetime
) -> None:
    """One more browser holds a token of the customer."""
    connection.execute(
        insert(customer_tokens).values(
            token_hash=token_hash, customer_id=customer_id, made_at=now
        )
    )

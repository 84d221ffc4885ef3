"""Links in mails: they bring a customer back into their conversation, once (F35)."""

from datetime import timedelta
from typing import Final

from handoff.desk import Desk
from handoff.domain.views import ReturnedCustomer
from handoff.errors import NotFound
from handoff.ids import digest
from handoff.storage import links as rows
from handoff.storage.unit import Unit

CONVERSATION: Final = "conversation"
"""The one purpose so far."""
PAGE: Final = "/return/"


def make_link(
    desk: Desk, unit: Unit, *, customer_id: str, conversation_id: str, days: int
) -> str:
    """The address of a page on which the customer comes back, once, in so many days.

    The secret stands behind the `#`, which no browser sends to any server.
    """
    token = desk.ids.secret()
    rows.add(
        unit.sql(),
        token_hash=digest(token),
        purpose=CONVERSATION,
        customer_id=customer_id,
        subject=conversation_id,
        made_at=unit.now,
        expires_at=unit.now + timedelta(days=days),
    )
    return f"{desk.settings.origin}{PAGE}#{token}"


async def come_back(desk: Desk, token: str) -> ReturnedCustomer:
    """The browser holds a token of the customer; the link is used up.

    Raises:
        NotFound: the link was used, has run out, or never was one.
    """
    fresh = desk.ids.secret()

    def change(unit: Unit) -> ReturnedCustomer:
        connection = unit.sql()
        found = rows.take(connection, digest(token), CONVERSATION, now=unit.now)
        if found is None:
            raise NotFound("this link was used already or has run out")
        rows.let_in(connection, found.customer_id, digest(fresh), now=unit.now)
        return ReturnedCustomer(found.customer_id, fresh, found.subject)

    return await desk.writer.change(change)

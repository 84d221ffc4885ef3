"""Customers: anonymous at first, known by a token that only they hold."""

from handoff.desk import Desk
from handoff.domain.principal import Customer
from handoff.domain.views import CustomerProfile, NewCustomer


async def start_session(
    desk: Desk, *, name: str | None, locale: str, page_url: str | None
) -> NewCustomer:
    """A new customer exists; the answer holds the only copy of their token.

    Raises:
        ValidationFailed: the name, locale or page address is too long or malformed.
    """
    raise NotImplementedError


async def authenticate(desk: Desk, token: str) -> Customer:
    """The customer who holds the token.

    Raises:
        NotSignedIn: no customer holds it.
    """
    raise NotImplementedError


async def read_profile(desk: Desk, who: Customer) -> CustomerProfile:
    """What is known of who the customer is."""
    raise NotImplementedError

"""The shop behind the bot: the embedded demo shop, or a real one over HTTP."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar
from urllib.parse import quote

import aiohttp
import msgspec

from actions.errors import BackendUnavailable, PostcodeWrong, RemedyDeclined
from actions.order import Order, Remedy
from actions.remedies import Grant

Answer = TypeVar("Answer", Order, Remedy)
_FINE = frozenset({200, 201})
_DECLINED = frozenset({404, 409, 422})


class Shop(Protocol):
    """Where orders are looked up."""

    async def find_order(self, number: str) -> Order | None:
        """The order with this number, None when there is none.

        Raises:
            BackendUnavailable: the shop gave no answer that can be used.
        """

    async def grant(
        self, number: str, grant: Grant, *, postcode: str, key: str
    ) -> Remedy:
        """The remedy, granted once however often it is asked for under `key`.

        Raises:
            PostcodeWrong: it is not the postcode of the order.
            RemedyDeclined: the order has a remedy already, or the shop says no.
            BackendUnavailable: the shop gave no answer that can be used.
        """

    async def close(self) -> None:
        """Let go of connections."""


class HttpShop:
    """A shop with `GET {url}/orders/{number}` and `POST .../remedies`."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def find_order(self, number: str) -> Order | None:
        """Ask the shop; see `Shop.find_order`."""
        status, body = await self._call("GET", number)
        if status == 404:
            return None
        return _decoded(status, body, Order)

    async def grant(
        self, number: str, grant: Grant, *, postcode: str, key: str
    ) -> Remedy:
        """Ask the shop; see `Shop.grant`."""
        wish = {
            "kind": grant.kind,
            "amount": grant.amount,
            "currency": grant.currency,
            "postcode": postcode,
        }
        headers = {"Idempotency-Key": key}
        status, body = await self._call(
            "POST", number, "/remedies", json=wish, headers=headers
        )
        if status == 403:
            raise PostcodeWrong(f"not the postcode of order {number}")
        if status in _DECLINED:
            raise RemedyDeclined(f"the shop declined: {status}")
        return _decoded(status, body, Remedy)

    async def _call(
        self, verb: str, number: str, below: str = "", **request: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        address = f"{self._url}/orders/{quote(number, safe='')}{below}"
        try:
            async with self._session.request(
                verb, address, allow_redirects=False, **request
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise BackendUnavailable("the shop did not answer in time") from error
        except aiohttp.ClientError as error:
            raise BackendUnavailable("the shop cannot be reached") from error

    async def close(self) -> None:
        """Close the connections to the shop."""
        if self._session is not None:
            await self._session.close()


def _decoded(status: int, body: bytes, kind: type[Answer]) -> Answer:
    if status not in _FINE:
        raise BackendUnavailable(f"the shop answered {status}")
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise BackendUnavailable("the shop's answer cannot be read") from error

"""The shop behind the bot: the embedded demo shop, or a real one over HTTP."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

import aiohttp
import msgspec

from actions.errors import BackendUnavailable
from actions.order import Order


class Shop(Protocol):
    """Where orders are looked up."""

    async def find_order(self, number: str) -> Order | None:
        """The order with this number, None when there is none.

        Raises:
            BackendUnavailable: the shop gave no answer that can be used.
        """

    async def close(self) -> None:
        """Let go of connections."""


class HttpShop:
    """A shop that answers `GET {url}/orders/{number}` with an order, or 404."""

    def __init__(self, url: str, timeout: float) -> None:
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def find_order(self, number: str) -> Order | None:
        """Ask the shop; see `Shop.find_order`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        address = f"{self._url}/orders/{quote(number, safe='')}"
        try:
            async with self._session.get(address, allow_redirects=False) as answer:
                if answer.status == 404:
                    return None
                if answer.status != 200:
                    raise BackendUnavailable(f"the shop answered {answer.status}")
                return msgspec.json.decode(await answer.read(), type=Order)
        except TimeoutError as error:
            raise BackendUnavailable("the shop did not answer in time") from error
        except aiohttp.ClientError as error:
            raise BackendUnavailable("the shop cannot be reached") from error
        except msgspec.DecodeError as error:
            raise BackendUnavailable("the shop's answer cannot be read") from error

    async def close(self) -> None:
        """Close the connections to the shop."""
        if self._session is not None:
            await self._session.close()

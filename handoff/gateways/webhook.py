"""Webhooks: a signed POST to a receiver outside, never to a place inside (S62, S63)."""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final, Protocol

import aiohttp
from aiohttp.connector import AddrInfoType
from yarl import URL

from handoff.clock import Clock
from handoff.config import Settings
from handoff.domain.delivery import sign
from handoff.domain.webhook import address_fault
from handoff.errors import DeliveryFailed, DeliveryRefused

TIMEOUT: Final = 10.0
"""Seconds that one call may take, from looking the name up to the answer."""
MOST_READ: Final = 16 * 1024
"""Bytes of an answer that are read; nobody needs them."""
GONE: Final = 410
_INSIDE: Final = "is not an address outside"
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class WebhookGateway(Protocol):
    """Tells receivers outside."""

    async def send(self, url: str, body: bytes, *, key: str, secret: str) -> None:
        """The receiver has said that it holds the body.

        Args:
            url: where the receiver listens.
            body: the JSON, the same for every attempt.
            key: the effect's key, by which the receiver knows what it has already.
            secret: the name of the secret to sign with.

        Raises:
            DeliveryRefused: it must never be sent, or the receiver is gone for good.
            DeliveryFailed: it was not taken this time.
        """

    async def close(self) -> None:
        """Its connections are closed."""


class HttpWebhooks:
    """Posts over HTTP, straight to the address that was checked."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._networks = [ipaddress.ip_network(n) for n in settings.webhook_networks]
        self._secrets = settings.webhook_keys
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def send(self, url: str, body: bytes, *, key: str, secret: str) -> None:
        """The receiver has answered with a status of 200 to 299."""
        self._require_form(url)
        headers = self._headers(body, key=key, secret=secret)
        try:
            status = await self._post(url, body, headers)
        except aiohttp.ClientConnectorError as error:
            reason = str(error.os_error)
            # Several addresses of one name are reported as one error of their texts.
            kind = DeliveryRefused if _INSIDE in reason else DeliveryFailed
            raise kind(reason) from error
        except aiohttp.InvalidURL as error:
            raise DeliveryRefused(str(error)) from error
        except TimeoutError as error:
            raise DeliveryFailed(f"no answer within {TIMEOUT:g} seconds") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise DeliveryFailed(str(error) or type(error).__name__) from error
        if status == GONE:
            raise DeliveryRefused("the receiver says that it is gone (410)")
        if not 200 <= status < 300:
            raise DeliveryFailed(f"the receiver answered {status}")

    async def close(self) -> None:
        """Its connections are closed."""
        if self._session is not None:
            await self._session.close()

    def _require_form(self, url: str) -> None:
        reason = address_fault(url)
        if reason is None and not self._networks and URL(url).scheme != "https":
            reason = "must begin with https://"
        if reason is not None:
            raise DeliveryRefused(f"the webhook's address {reason}")

    def _headers(self, body: bytes, *, key: str, secret: str) -> dict[str, str]:
        keys = self._secrets.get(secret)
        if not keys:
            raise DeliveryFailed(f"FIRSTLINE_WEBHOOK_SECRETS lacks {secret!r}")
        timestamp = int(self._clock.now().timestamp())
        # While a secret is being changed both sign: the receiver needs one of them.
        signatures = (sign(held, timestamp=timestamp, body=body) for held in keys)
        return {
            "Content-Type": "application/json",
            "User-Agent": "firstline",
            "X-Firstline-Id": key,
            "X-Firstline-Timestamp": str(timestamp),
            "X-Firstline-Signature": ",".join(f"v1={value}" for value in signatures),
        }

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        async with self._open().post(
            url, data=body, headers=headers, allow_redirects=False
        ) as answer:
            # Enough to let a polite receiver finish; the rest is cut off.
            await answer.content.read(MOST_READ)
            return answer.status

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                socket_factory=self._make_socket,
                use_dns_cache=False,
                force_close=True,
                limit=16,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                auto_decompress=False,
            )
        return self._session

    def _make_socket(self, found: AddrInfoType) -> socket.socket:
        """A socket for the very address that is going to be called, if it may be.

        The check sits here, after every look-up, so that a name that changes its
        mind between check and call gains nothing.
        """
        family, kind, proto, _, place = found
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if not is_outside(address, self._networks):
            raise OSError(f"{address} {_INSIDE}")
        made = socket.socket(family, kind, proto)
        made.setblocking(False)
        return made


def is_outside(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether a webhook may call the address: a public one, or one that is allowed."""
    inner = _inner(address)
    if any(place in network for place in {address, inner} for network in allowed):
        return True
    return all(place.is_global and not place.is_multicast for place in (address, inner))


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one wraps; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    teredo = address.teredo
    return (
        address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
    )

"""Webhooks on their way: signed, and never to a place inside (S62, S63, F34)."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import SecretStr

from handoff.config import Settings, SettingsError
from handoff.domain.delivery import sign
from handoff.errors import DeliveryFailed, DeliveryRefused
from handoff.gateways import webhook
from handoff.gateways.webhook import HttpWebhooks, is_outside
from tests.support.clock import ManualClock

OLD, NEW = "old-secret-of-many-characters", "new-secret-of-many-characters"
BODY = b'{"id":"k"}'


class Receiver:
    """Notes what it is told and answers as a test says."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = b"thanks"
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.status, headers=self.headers, body=self.body)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver on this machine."""
    made = Receiver()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    made.url = f"http://127.0.0.1:{port}/hook"
    yield made
    await runner.cleanup()


@pytest.fixture
async def gateway() -> AsyncIterator[Callable[..., HttpWebhooks]]:
    """Makes gateways that may call this machine, unless told otherwise."""
    made: list[HttpWebhooks] = []

    def make(**given: Any) -> HttpWebhooks:
        usual = {
            "webhook_networks": ("127.0.0.0/8",),
            "webhook_secrets": SecretStr(f"pager:{OLD}"),
        }
        made.append(HttpWebhooks(Settings(**{**usual, **given}), ManualClock()))
        return made[-1]

    yield make
    for one in made:
        await one.close()


async def send(gateway: HttpWebhooks, url: str, secret: str = "pager") -> None:
    await gateway.send(url, BODY, key="k", secret=secret)


async def test_a_call_carries_its_key_its_time_and_its_signature(
    receiver: Receiver, gateway: Callable[..., HttpWebhooks]
) -> None:
    await send(gateway(), receiver.url)

    [(headers, body)] = receiver.got
    timestamp = int(headers["X-Firstline-Timestamp"])
    assert body == BODY
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Firstline-Id"] == "k"
    assert timestamp == int(ManualClock().now().timestamp())
    signature = sign(OLD, timestamp=timestamp, body=body)
    assert headers["X-Firstline-Signature"] == f"v1={signature}"


async def test_while_a_secret_is_changed_both_sign(
    receiver: Receiver, gateway: Callable[..., HttpWebhooks]
) -> None:
    both = SecretStr(f"pager:{NEW}, pager:{OLD}")
    await send(gateway(webhook_secrets=both), receiver.url)

    [(headers, body)] = receiver.got
    timestamp = int(headers["X-Firstline-Timestamp"])
    expected = [f"v1={sign(s, timestamp=timestamp, body=body)}" for s in (NEW, OLD)]
    assert headers["X-Firstline-Signature"].split(",") == expected


async def test_without_its_secret_nothing_leaves(
    receiver: Receiver, gateway: Callable[..., HttpWebhooks]
) -> None:
    with pytest.raises(DeliveryFailed, match="lacks 'wall'"):
        await send(gateway(), receiver.url, secret="wall")
    assert receiver.got == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, DeliveryFailed),
        (404, DeliveryFailed),
        (301, DeliveryFailed),
        (429, DeliveryFailed),
        (410, DeliveryRefused),
    ],
)
async def test_only_a_plain_yes_counts(
    receiver: Receiver,
    gateway: Callable[..., HttpWebhooks],
    status: int,
    kind: type[DeliveryFailed],
) -> None:
    receiver.status = status
    receiver.headers = {"Location": receiver.url}

    with pytest.raises(DeliveryFailed) as failed:
        await send(gateway(), receiver.url)

    assert type(failed.value) is kind
    assert len(receiver.got) == 1  # and no redirect was followed


async def test_a_huge_answer_is_not_read(
    receiver: Receiver, gateway: Callable[..., HttpWebhooks]
) -> None:
    receiver.body = b"x" * 50_000_000

    await send(gateway(), receiver.url)


async def test_a_receiver_that_does_not_answer_is_left(
    gateway: Callable[..., HttpWebhooks], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT", 0.1)
    server = await asyncio.start_server(_silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async with server:
        with pytest.raises(DeliveryFailed, match="no answer"):
            await send(gateway(), f"http://127.0.0.1:{port}/")


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


INSIDE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://0.0.0.0/",
    "https://localhost/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.3.4/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
]


@pytest.mark.parametrize("url", INSIDE)
async def test_no_way_of_writing_a_place_inside_is_called(
    gateway: Callable[..., HttpWebhooks], url: str
) -> None:
    with pytest.raises(DeliveryRefused):
        await send(gateway(webhook_networks=()), url)


async def test_a_name_that_leads_inside_is_refused_when_it_is_called(
    receiver: Receiver,
    gateway: Callable[..., HttpWebhooks],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = int(receiver.url.split(":")[2].split("/")[0])
    monkeypatch.setattr("aiohttp.connector.DefaultResolver", Turncoat)

    with pytest.raises(DeliveryRefused, match=r"127\.0\.0\.1"):
        await send(gateway(webhook_networks=()), f"https://hooks.example:{port}/hook")
    assert receiver.got == []


class Turncoat(AbstractResolver):
    """A name server that answers with a place inside."""

    def __init__(self, **_: Any) -> None:
        """Needs nothing."""

    async def resolve(
        self, host: str, port: int = 0, family: Any = 0
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def test_plain_http_is_for_networks_that_are_allowed_only(
    gateway: Callable[..., HttpWebhooks],
) -> None:
    with pytest.raises(DeliveryRefused, match="https"):
        await send(gateway(webhook_networks=()), "http://93.184.216.34/")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_public_addresses_are_outside(address: str) -> None:
    assert is_outside(ipaddress.ip_address(address), [])


def test_an_allowed_network_is_outside_and_its_neighbour_is_not() -> None:
    allowed = [ipaddress.ip_network("10.1.0.0/16")]

    assert is_outside(ipaddress.ip_address("10.1.2.3"), allowed)
    assert is_outside(ipaddress.ip_address("::ffff:10.1.2.3"), allowed)
    assert not is_outside(ipaddress.ip_address("10.2.2.3"), allowed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIRSTLINE_WEBHOOK_SECRETS", "pager:short"),
        ("FIRSTLINE_WEBHOOK_SECRETS", "a-secret-without-any-name-at-all"),
        ("FIRSTLINE_WEBHOOK_NETWORKS", "10.0.0.0/99"),
        ("FIRSTLINE_SMTP_SECURITY", "perhaps"),
    ],
)
def test_wrong_settings_are_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})

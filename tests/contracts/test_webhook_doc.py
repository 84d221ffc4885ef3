"""docs/webhooks.md: its receiver accepts what the desk sends and nothing else."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

import pytest
from aiohttp import web
from pydantic import SecretStr

from handoff.config import ROOT, Settings
from handoff.domain.webhook import KINDS
from handoff.gateways.webhook import HttpWebhooks
from tests.support.clock import ManualClock

DOC = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
SECRET = "a-secret-of-many-characters"
BODY = b'{"id":"k"}'


class Check(Protocol):
    """The document's own function."""

    def __call__(
        self, headers: Mapping[str, str], body: bytes, secret: str, now: Any
    ) -> bool:
        """Whether the call came from the desk, just now."""


@pytest.fixture(scope="module")
def is_genuine() -> Check:
    found = re.search(r"```python\n(.*?)```", DOC, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found[1], "webhooks.md", "exec"), names)
    check: Check = names["is_genuine"]
    return check


@pytest.fixture
async def call() -> AsyncIterator[Mapping[str, str]]:
    """The headers of a real call."""
    got: list[Mapping[str, str]] = []

    async def take(request: web.Request) -> web.Response:
        got.append(request.headers.copy())
        assert await request.read() == BODY
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settings = Settings(
        webhook_networks=("127.0.0.1/32",),
        webhook_secrets=SecretStr(
            f"pager:another-secret-of-many-letters,pager:{SECRET}"
        ),
    )
    gateway = HttpWebhooks(settings, ManualClock())
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await gateway.send(url, BODY, key="k", secret="pager")
    yield got[0]
    await gateway.close()
    await runner.cleanup()


async def test_the_documented_receiver_knows_a_genuine_call(
    is_genuine: Check, call: Mapping[str, str]
) -> None:
    now = ManualClock().now().timestamp()

    assert is_genuine(call, BODY, SECRET, lambda: now + 200)
    assert not is_genuine(call, BODY + b" ", SECRET, lambda: now)
    assert not is_genuine(call, BODY, "guessed", lambda: now)
    assert not is_genuine(call, BODY, SECRET, lambda: now + 301)
    assert not is_genuine({}, BODY, SECRET, lambda: now)


def test_every_kind_is_documented_and_no_other() -> None:
    table = DOC.split("| kind |", 1)[1].split("\n\n", 1)[0]

    assert set(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == set(KINDS)

"""Other sites' pages at the door: sockets, forms, scripts (S13-S15, S26, S27)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from handoff.config import Settings, SettingsError
from handoff.guard import Origins
from tests.support.door import PASSWORD, Door, open_door

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

FOREIGN = [
    "null",
    "https://evil.example",
    "http://127.0.0.1:{port}.evil.example",
    "http://x127.0.0.1:{port}",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "http://user@127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@evil.example",
    "HTTP://127.0.0.1:{port} ",
    "file://",
    "",
]
WRITES = [
    ("/api/studio/commands", {"type": "variant.retire", "variant_id": "stock.en.1"}),
    ("/api/studio/lint", {"script_id": "x", "purpose": "x", "content": {"text": "x"}}),
    ("/api/sign-out", {}),
    ("/api/password", {"current": PASSWORD, "new": "an even longer password"}),
    (
        "/api/agent/commands",
        {"type": "presence.set", "ref": "1", "data": {"presence": "away"}},
    ),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def refusal(door: Door, path: str, origin: str | None) -> int:
    """With which status the upgrade is refused."""
    headers = {} if origin is None else {"Origin": origin}
    async with aiohttp.ClientSession(headers=headers) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(door.url + path)
    return refused.value.status


@pytest.mark.parametrize("path", ["/ws/customer", "/ws/agent"])
@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_socket_from_another_origin_never_opens(
    door: Door, path: str, origin: str
) -> None:
    written = origin.format(port=door.desk.settings.port)

    assert await refusal(door, path, written) == 403


@pytest.mark.parametrize("path", ["/ws/customer", "/ws/agent"])
async def test_a_socket_without_an_origin_never_opens(door: Door, path: str) -> None:
    assert await refusal(door, path, None) == 403


async def test_all_names_of_this_machine_are_one_origin(door: Door) -> None:
    port = door.desk.settings.port
    for name in ("127.0.0.1", "localhost", "[::1]"):
        frames = await door.socket("/ws/customer", Origin=f"http://{name}:{port}")
        assert not frames.socket.closed


async def test_a_published_desk_knows_only_its_published_origin(
    tmp_path: Path,
) -> None:
    async with open_door(tmp_path, public_url="https://desk.example") as door:
        assert await refusal(door, "/ws/customer", door.url) == 403
        frames = await door.socket("/ws/customer", Origin="https://desk.example")
        assert not frames.socket.closed


async def test_a_site_that_may_embed_the_widget_may_not_speak_for_it(
    tmp_path: Path,
) -> None:
    shop = "https://shop.example"
    async with open_door(tmp_path, allowed_origins=(shop,)) as door:
        assert await refusal(door, "/ws/customer", shop) == 403
        assert await refusal(door, "/ws/agent", shop) == 403


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.shop.example",
        "https://shop.example/",
        "https://shop.example/path",
        "shop.example",
        "https://user@shop.example",
        "https://shop.example; script-src *",
        "null",
    ],
)
async def test_a_site_that_is_not_named_exactly_stops_the_start(origin: str) -> None:
    with pytest.raises(SettingsError):
        Origins(Settings(allowed_origins=(origin,)))


async def test_a_console_cookie_opens_no_customers_socket(door: Door) -> None:
    browser = await door.person()
    async with browser.ws_connect("/ws/customer") as socket:
        await socket.send_json(
            {"type": "session.hello", "ref": "1", "data": {"token": ""}}
        )
        answer = await socket.receive_json()

    assert answer["error"]["code"] == "not_signed_in"


@pytest.mark.parametrize("csrf", ["", "wrong", "\u00e9"])
async def test_a_console_socket_needs_the_csrf_token(door: Door, csrf: str) -> None:
    browser = await door.person()
    async with browser.ws_connect("/ws/agent") as socket:
        await socket.send_json(
            {"type": "session.hello", "ref": "1", "data": {"csrf": csrf}}
        )
        answer = await socket.receive_json()
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE

    assert answer["error"]["code"] == "not_allowed"


async def test_a_console_socket_without_a_session_is_told_so(door: Door) -> None:
    console = await door.socket("/ws/agent")

    answer = await console.ask("session.hello", {"csrf": "x"})

    assert answer["error"]["code"] == "not_signed_in"
    assert await console.closed() == 1008


@pytest.mark.parametrize(("path", "body"), WRITES)
@pytest.mark.parametrize("flaw", ["origin", "no origin", "csrf", "no csrf", "other"])
async def test_a_write_needs_the_own_origin_and_the_csrf_token(
    door: Door, path: str, body: dict[str, object], flaw: str
) -> None:
    browser = await door.person("Maya")
    headers = {"Origin": door.url, "X-CSRF-Token": browser.headers["X-CSRF-Token"]}
    if flaw == "origin":
        headers["Origin"] = "https://evil.example"
    if flaw == "no origin":
        del headers["Origin"]
    if flaw == "csrf":
        headers["X-CSRF-Token"] = "wrong"
    if flaw == "no csrf":
        del headers["X-CSRF-Token"]
    if flaw == "other":
        other = await door.person("Tomasz")
        headers["X-CSRF-Token"] = other.headers["X-CSRF-Token"]
    cookie = next(iter(browser.cookie_jar))

    async with (
        aiohttp.ClientSession(headers=headers) as forger,
        forger.post(
            door.url + path, json=body, cookies={cookie.key: cookie.value}
        ) as answer,
    ):
        assert answer.status == 403
    async with browser.get("/api/me") as me:
        assert (await me.json())["person"]["presence"] == "offline"


async def test_signing_in_from_another_site_is_refused(door: Door) -> None:
    await door.person()
    body = {"login": "Maya", "password": PASSWORD}
    for origin in ("https://evil.example", "null"):
        session = door.session(Origin=origin)
        async with session.post("/api/sign-in", json=body) as answer:
            assert answer.status == 403
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("method", ["post", "get"])
async def test_another_sites_script_cannot_use_the_customers_interface(
    door: Door, method: str
) -> None:
    path = {"post": "/api/customer/sessions", "get": "/api/customer/events"}[method]
    session = door.session(Origin="https://evil.example", Authorization="Bearer x")
    async with session.request(method, path) as answer:
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers


def addresses() -> dict[str, set[str]]:
    """Every address with the methods that it has."""
    from handoff.api.routes import DEMO_ROUTES, ROUTES
    from handoff.sockets.routes import ROUTES as LIVE

    found: dict[str, set[str]] = {}
    for route in (*ROUTES, *LIVE, *DEMO_ROUTES):
        found.setdefault(route.path, set()).add(route.method)
    return found


@pytest.mark.parametrize(("path", "methods"), addresses().items())
async def test_other_methods_are_refused_and_preflights_get_nothing(
    door: Door, path: str, methods: set[str]
) -> None:
    path = re.sub(r"\{\w+\}", "1", path)
    session = door.session(Origin="https://evil.example")
    for other in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - methods:
        async with session.request(other, path) as answer:
            assert answer.status == 405, other
            assert not [name for name in answer.headers if "Access-Control" in name]
            assert (await answer.json())["error"]["code"] == "bad_request"

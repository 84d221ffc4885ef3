"""Pages, files and what stands around every answer."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from tests.support.door import Door, open_door

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = (
    "/",
    "/return/",
    "/admin/",
    "/console/",
    "/follow-up/",
    "/studio/",
    "/studio/preview/",
    "/widget/",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


def directives(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """The content security policy by directive."""
    parts = answer.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_runs_nothing_but_its_own_files(door: Door, path: str) -> None:
    async with door.session().get(path) as answer:
        policy = directives(answer)
        text = await answer.text()

    assert answer.status == 200
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "<style" not in text
    assert "<script>" not in text
    assert 'onload="' not in text


async def test_only_the_widget_and_its_look_may_be_framed(door: Door) -> None:
    framed = {}
    for path in PAGES:
        async with door.session().get(path) as answer:
            framed[path] = directives(answer)["frame-ancestors"]

    ours = dict.fromkeys(("/widget/", "/studio/preview/"), "'self'")
    assert framed == dict.fromkeys(PAGES, "'none'") | ours


async def test_named_sites_may_embed_the_widget(tmp_path: Path) -> None:
    async with (
        open_door(tmp_path, allowed_origins=("https://shop.example",)) as door,
        door.session().get("/widget/") as answer,
    ):
        assert directives(answer)["frame-ancestors"] == "'self' https://shop.example"


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "/widget/loader.js",
        "/assets/shared/tokens.css",
        "/assets/missing.js",
        "/health",
        "/api/me",
        "/api/demo/orders",
        "/nowhere",
    ],
)
async def test_every_answer_carries_the_security_headers(door: Door, path: str) -> None:
    async with door.session().get(path) as answer:
        headers = answer.headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Server"] == "firstline"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["X-Request-Id"].startswith("req_")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/widget/loader.js", "text/javascript"),
        ("/assets/console/main.js", "text/javascript"),
        ("/assets/shared/tokens.css", "text/css"),
        ("/assets/locales/en.json", "application/json"),
        ("/assets/vendor/preact.js", "text/javascript"),
    ],
)
async def test_files_come_with_their_type_and_are_asked_for_once(
    door: Door, path: str, kind: str
) -> None:
    session = door.session()
    async with session.get(path) as answer:
        etag = answer.headers["ETag"]
        assert answer.content_type == kind
        assert answer.headers["Cache-Control"] == "no-cache"
    async with session.get(path, headers={"If-None-Match": etag}) as again:
        assert again.status == 304
        assert await again.read() == b""


async def test_text_travels_packed_when_the_browser_can_unpack_it(door: Door) -> None:
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        url = door.url + "/assets/locales/en.json"
        async with session.get(url, headers={"Accept-Encoding": "gzip"}) as packed:
            small = await packed.read()
        async with session.get(url, headers={"Accept-Encoding": "identity"}) as plain:
            whole = await plain.read()

    assert gzip.decompress(small) == whole
    assert len(small) < len(whole)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/..%2fapp.py",
        "/assets/%2e%2e/app.py",
        "/assets/....//app.py",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/shared/../../app.py",
        "/assets/shared/..%5c..%5capp.py",
        "/assets/C:/windows/win.ini",
        "/assets/shared/",
        "/assets/",
        "/assets/shared",
        "/assets/pack.py",
        "/assets/__init__.py",
        "/assets/package.json%00.js",
        "/assets/locales/../policies/routing.yml",
        "/widget/../app.py",
        "/widget/index.html",
        "/console/main.js",
        "/.git/config",
        "/data/policies/desk.yml",
    ],
)
async def test_there_is_no_way_out_of_the_folders(door: Door, path: str) -> None:
    url = URL(door.url + path, encoded=True)
    async with door.session().get(url, allow_redirects=False) as answer:
        body = await answer.text()

    assert answer.status == 404, body
    assert "import" not in body


async def test_a_link_that_leads_out_of_the_folder_is_not_served(
    tmp_path: Path,
) -> None:
    from handoff.api.pages import read_assets

    (tmp_path / "secret.js").write_text("secret")
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "own.js").write_text("own")
    (folder / "link.js").symlink_to(tmp_path / "secret.js")

    assert list(read_assets(folder)) == ["own.js"]


async def test_a_folders_name_without_the_slash_leads_to_its_page(door: Door) -> None:
    async with door.session().get("/console", allow_redirects=False) as answer:
        assert answer.status == 308
        assert answer.headers["Location"] == "/console/"


async def test_without_the_demo_the_door_opens_on_the_console(tmp_path: Path) -> None:
    async with open_door(tmp_path, demo=False) as door:
        async with door.session().get("/", allow_redirects=False) as answer:
            assert answer.headers["Location"] == "/console/"
        async with door.session().get("/api/demo/orders") as answer:
            assert answer.status == 404


async def test_the_demo_shop_shows_orders_to_complain_about(door: Door) -> None:
    async with door.session().get("/api/demo/orders") as answer:
        data = await answer.json()

    assert data["orders"][0] == {
        "number": "4471-0093",
        "item": "Aurora desk lamp",
        "status": "in_transit",
    }
    # Nobody's address is on a public page.
    assert all(set(order) == {"number", "item", "status"} for order in data["orders"])


async def test_health_tells_what_is_up(door: Door) -> None:
    async with door.session().get("/health") as answer:
        data = await answer.json()

    assert data == {
        "status": "ok",
        "desk": {"ready": True},
        "bot": {"ready": True},
        "actions": {"ready": False},
    }

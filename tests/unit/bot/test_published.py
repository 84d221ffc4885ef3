"""The published scripts: fetched, kept, and still there when the desk is away."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.published import Published


def scripts(version: str, text: str) -> dict[str, Any]:
    variants = [{"id": f"x.{version}", "locale": "en", "text": text}]
    return {"version": version, "scripts": {"utter_x": variants}}


class Desk:
    """Publishes `content` under the ETag of its version, to those with the token."""

    def __init__(self) -> None:
        self.content: Any = scripts("1", "Hello.")
        self.asked: list[str | None] = []

    async def answer(self, request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match")
        self.asked.append(known)
        if request.headers.get("Authorization") != "Bearer token":
            return web.Response(status=401)
        etag = f'"{self.content.get("version")}"'
        if known == etag:
            return web.Response(status=304)
        return web.json_response(self.content, headers={"ETag": etag})


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def url(desk: Desk) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/internal/scripts", desk.answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/internal/scripts"))


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def texts(published: Published) -> list[str]:
    return [variant.text for variant in published.variants("utter_x")]


async def test_what_is_published_is_spoken_at_once(
    desk: Desk, url: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    published = Published(url, "token", tmp_path / "scripts.json")

    assert await published.refresh(session)
    assert texts(published) == ["Hello."]
    desk.content = scripts("2", "Good day.")
    assert await published.refresh(session)
    assert texts(published) == ["Good day."]


async def test_which_wordings_take_turns_is_kept_with_them(
    desk: Desk, url: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    desk.content["take_turns"] = ["utter_x"]
    published = Published(url, "token", tmp_path / "scripts.json")
    await published.refresh(session)

    for one in (published, Published(url, "token", tmp_path / "scripts.json")):
        assert one.takes_turns("utter_x")
        assert not one.takes_turns("utter_y")


async def test_a_large_set_of_scripts_arrives_whole(
    desk: Desk, url: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    desk.content = scripts("1", "Hello. " * 300_000)
    published = Published(url, "token", tmp_path / "scripts.json")

    await published.refresh(session)

    assert len(texts(published)[0]) == 7 * 300_000


async def test_what_has_not_changed_is_not_sent_again(
    desk: Desk, url: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    published = Published(url, "token", tmp_path / "scripts.json")
    await published.refresh(session)

    assert not await published.refresh(session)
    assert desk.asked == [None, '"1"']
    assert texts(published) == ["Hello."]


async def test_the_last_copy_is_spoken_when_the_desk_is_away(
    url: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    copy = tmp_path / "scripts.json"
    await Published(url, "token", copy).refresh(session)

    alone = Published("http://127.0.0.1:1/", "token", copy)

    assert texts(alone) == ["Hello."]
    with pytest.raises(aiohttp.ClientError):
        await alone.refresh(session)
    assert texts(alone) == ["Hello."]


@pytest.mark.parametrize("content", [{"scripts": {"utter_x": [{"id": "a"}]}}, {}])
async def test_malformed_scripts_change_nothing(
    content: Any,
    desk: Desk,
    url: str,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    copy = tmp_path / "scripts.json"
    published = Published(url, "token", copy)
    await published.refresh(session)
    desk.content = content

    with pytest.raises(ValueError, match="script"):
        await published.refresh(session)

    assert texts(published) == ["Hello."]
    assert json.loads(copy.read_text())["version"] == "1"


async def test_a_wrong_token_is_an_error_not_an_empty_set(
    url: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    published = Published(url, "other", tmp_path / "scripts.json")

    with pytest.raises(aiohttp.ClientResponseError):
        await published.refresh(session)


def test_a_damaged_copy_counts_as_none(tmp_path: Path) -> None:
    copy = tmp_path / "scripts.json"
    copy.write_text("{")

    assert texts(Published("http://127.0.0.1:1/", "token", copy)) == []

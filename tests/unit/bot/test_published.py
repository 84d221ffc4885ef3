"""The bot takes over what the desk publishes, whole, and keeps it for bad times."""

import asyncio
import json
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.published import Published

# Several times what arrives in one piece.
LONG = "Sorry to hear that. " * 20_000
CONTENT = {"utter_late": [{"id": "late.en.1", "locale": "en", "text": LONG}]}
BODY = json.dumps({"version": "1", "scripts": CONTENT}).encode()


async def pieces(request: web.Request) -> web.StreamResponse:
    """Answer as a busy desk does: bit by bit."""
    if request.headers.get("If-None-Match") == '"1"':
        return web.Response(status=304)
    assert request.headers["Authorization"] == "Bearer secret"
    response = web.StreamResponse(headers={"ETag": '"1"'})
    response.content_length = len(BODY)
    await response.prepare(request)
    for start in range(0, len(BODY), 30_000):
        await response.write(BODY[start : start + 30_000])
        await asyncio.sleep(0)
    return response


async def test_long_scripts_arrive_whole_and_are_kept(tmp_path: Path) -> None:
    app = web.Application()
    app.router.add_get("/scripts", pieces)
    copy = tmp_path / "scripts.json"
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        published = Published(str(server.make_url("/scripts")), "secret", copy)
        assert await published.refresh(session)
        assert not await published.refresh(session)
    (variant,) = Published("", "", copy).variants("utter_late")
    assert variant.text == LONG
    assert copy.read_bytes() == BODY

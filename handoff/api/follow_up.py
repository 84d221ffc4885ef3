"""The check-in's page: its link is the only key, and only a POST ever votes (F35)."""

from typing import Final

import msgspec
from aiohttp import web

from handoff.domain.follow_up import Vote
from handoff.guard import read_bearer
from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, LIMITS, ORIGINS
from handoff.present import plain
from handoff.services import follow_up_links

_vote: Final = msgspec.json.Decoder(Vote)
_MOST: Final = 16 * 1024


async def read_link(request: web.Request) -> web.Response:
    """GET /api/follow-up: what the bearer token's link is about."""
    request.app[LIMITS].sessions.take(request.remote or "unknown")
    view = await follow_up_links.read_link(request.app[DESK], read_bearer(request))
    return json_response(plain(view))


async def vote(request: web.Request) -> web.Response:
    """POST /api/follow-up: the answer counts, once."""
    request.app[ORIGINS].require_own(request)
    request.app[LIMITS].sessions.take(request.remote or "unknown")
    token = read_bearer(request)
    given = decode(_vote, await read_body(request, most=_MOST))
    await follow_up_links.vote(request.app[DESK], token, given)
    return json_response({})


ROUTES: Final = (
    web.get("/api/follow-up", read_link),
    web.post("/api/follow-up", vote),
)

"""How people correct triage, over HTTP, for supervisors."""

from typing import Final

from aiohttp import web

from handoff.guard import read_session
from handoff.http import json_response
from handoff.keys import DESK
from handoff.present import plain
from handoff.services import labels


async def read_confusion(request: web.Request) -> web.Response:
    """GET /api/agent/ratings: what people said of ratings in the last thirty days."""
    desk = request.app[DESK]
    who = (await read_session(desk, request)).person
    return json_response(plain(await labels.read_confusion(desk, who)))


ROUTES: Final = (web.get("/api/agent/ratings", read_confusion),)

"""Whether the parts of the service are up."""

from typing import Final

from aiohttp import web

from handoff.gateways.actions import ActionServer
from handoff.http import json_response
from handoff.keys import DESK

ACTIONS: Final = web.AppKey("actions", ActionServer)


async def read_health(request: web.Request) -> web.Response:
    """GET /health: the desk is up, since it answers; the bot may not be."""
    return json_response(
        {
            "status": "ok",
            "desk": {"ready": True},
            "bot": {"ready": request.app[DESK].bot.ready},
            "actions": {"ready": await request.app[ACTIONS].is_ready()},
        }
    )

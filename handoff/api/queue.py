"""The queue over HTTP: the supervisor's wall, the directory, how people work."""

from typing import Final

import msgspec
from aiohttp import web

from handoff.domain.profile import Profile
from handoff.guard import read_session, read_writer
from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, ORIGINS
from handoff.present import plain
from handoff.services import staff, wall

_MOST: Final = 16 * 1024
_profile: Final = msgspec.json.Decoder(Profile)


async def read_wall(request: web.Request) -> web.Response:
    """GET /api/agent/wall: queues, people and calibration, for supervisors."""
    desk = request.app[DESK]
    who = (await read_session(desk, request)).person
    return json_response(plain(await wall.read_wall(desk, who)))


async def read_directory(request: web.Request) -> web.Response:
    """GET /api/agent/directory: to whom a conversation may be passed on."""
    desk = request.app[DESK]
    who = (await read_session(desk, request)).person
    return json_response(plain(await wall.read_directory(desk, who)))


async def set_profile(request: web.Request) -> web.Response:
    """POST /api/agent/people/{person_id}/profile: how somebody works from now on."""
    desk = request.app[DESK]
    who = (await read_writer(desk, request.app[ORIGINS], request)).person
    profile = decode(_profile, await read_body(request, most=_MOST))
    await staff.set_profile(
        desk, who, person_id=request.match_info["person_id"], profile=profile
    )
    return json_response({})


ROUTES: Final = (
    web.get("/api/agent/wall", read_wall),
    web.get("/api/agent/directory", read_directory),
    web.post("/api/agent/people/{person_id}/profile", set_profile),
)

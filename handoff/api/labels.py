"""How people correct triage, over HTTP, for supervisors."""

from datetime import timedelta
from typing import Annotated, Final

import msgspec
from aiohttp import web

from handoff.guard import read_session
from handoff.http import json_response, read_query
from handoff.keys import DESK
from handoff.present import plain
from handoff.services import labels


class Period(msgspec.Struct, forbid_unknown_fields=True):
    """How many days the report looks back."""

    days: Annotated[int, msgspec.Meta(ge=1, le=3660)] = labels.LOOK_BACK.days


async def read_confusion(request: web.Request) -> web.Response:
    """GET /api/agent/ratings: what people said of ratings in the last `days`."""
    desk = request.app[DESK]
    who = (await read_session(desk, request)).person
    back = timedelta(days=read_query(request, Period).days)
    return json_response(plain(await labels.read_confusion(desk, who, back=back)))


ROUTES: Final = (web.get("/api/agent/ratings", read_confusion),)

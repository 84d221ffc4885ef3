"""A customer comes back by the link in a mail; only a POST ever uses it up (F35)."""

from typing import Annotated, Final

import msgspec
from aiohttp import web

from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, LIMITS, ORIGINS
from handoff.present import plain
from handoff.services import links


class ComeBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The secret that stood behind the link's `#`."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


_come_back: Final = msgspec.json.Decoder(ComeBack)
_MOST: Final = 2 * 1024


async def come_back(request: web.Request) -> web.Response:
    """POST /api/customer/links: a token for this browser, in exchange for the link."""
    request.app[ORIGINS].require_own(request)
    request.app[LIMITS].sessions.take(request.remote or "unknown")
    data = decode(_come_back, await read_body(request, most=_MOST))
    return json_response(plain(await links.come_back(request.app[DESK], data.token)))


ROUTES: Final = (web.post("/api/customer/links", come_back),)

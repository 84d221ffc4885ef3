"""New visitors: an identity that only their page holds."""

from typing import Annotated, Final

import msgspec
from aiohttp import web

from handoff.http import decode, json_response, read_body
from handoff.keys import DESK, LIMITS, ORIGINS
from handoff.present import plain
from handoff.services import customers


class NewSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page knows of its visitor."""

    name: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    locale: Annotated[str, msgspec.Meta(max_length=35)] = "en"
    page_url: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


_new_session: Final = msgspec.json.Decoder(NewSession)
_MOST: Final = 8 * 1024


async def start_session(request: web.Request) -> web.Response:
    """POST /api/customer/sessions: a visitor with a token of their own."""
    request.app[ORIGINS].refuse_foreign(request)
    request.app[LIMITS].sessions.take(request.remote or "unknown")
    data = decode(_new_session, await read_body(request, most=_MOST))
    made = await customers.start_session(
        request.app[DESK],
        name=data.name,
        locale=data.locale,
        page_url=data.page_url,
    )
    return json_response(plain(made), status=201)

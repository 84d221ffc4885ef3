"""What the bot asks the desk for."""

import hmac

from aiohttp import hdrs, web

from handoff.errors import NotSignedIn
from handoff.guard import read_bearer
from handoff.http import json_response
from handoff.keys import DESK
from handoff.services import scripts


async def read_scripts(request: web.Request) -> web.Response:
    """GET /internal/scripts: all published variants, or 304 when known already."""
    desk = request.app[DESK]
    expected = desk.settings.internal_token.get_secret_value()
    given = read_bearer(request)
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotSignedIn("the token is wrong")
    version, published = await scripts.read_published(desk)
    etag = f'"{version}"'
    if request.headers.get(hdrs.IF_NONE_MATCH) == etag:
        return web.Response(status=304, headers={hdrs.ETAG: etag})
    content = {
        "version": version,
        "take_turns": desk.editing.take_turns,
        "scripts": published,
    }
    return json_response(content, headers={hdrs.ETAG: etag})

"""Around every request: an id, one log line, and errors as JSON."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import hdrs, web

from handoff.errors import (
    FirstlineError,
    InternalError,
    NotFound,
    TooLarge,
    ValidationFailed,
)
from handoff.http import error_body, json_response
from handoff.keys import DESK

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()

_QUIET: Final = (
    "/assets/",
    "/health",
    "/internal/scripts",
    "/widget/",
    "/api/demo/",
    "/api/customer/events",
    "/api/agent/events",
    "/api/agent/inbox",
)
"""Read often and without consequence: a line each only when somebody debugs."""


@web.middleware
async def canonical_line(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One line per request: what was asked, how it went, how long it took."""
    desk = request.app[DESK]
    request_id = desk.ids.new("req")
    started = desk.clock.monotonic()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    response = await handler(request)
    if not response.prepared:
        response.headers["X-Request-Id"] = request_id
    quiet = response.status < 400 and request.path.startswith(_QUIET)
    write = log.debug if quiet else log.info
    write(
        "http.request.done",
        method=request.method,
        route=_route(request),
        status=response.status,
        duration_ms=round((desk.clock.monotonic() - started) * 1000, 1),
    )
    return response


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is answered as JSON with a code, never with its inside."""
    try:
        return await handler(request)
    except FirstlineError as error:
        return _answer(error)
    except web.HTTPRedirection:
        raise
    except web.HTTPRequestEntityTooLarge:
        return _answer(TooLarge("the body is too large"))
    except web.HTTPException as error:
        return _refusal(error)
    except ConnectionResetError:
        raise  # the caller is gone: there is nobody to answer
    except Exception:  # the top of the edge: the caller is told, the log why
        log.exception("http.request.failed")
        return _answer(InternalError("internal"))


def _answer(error: FirstlineError) -> web.Response:
    headers: dict[str, str] = {}
    if "retry_after" in error.details:
        headers[hdrs.RETRY_AFTER] = str(max(1, round(error.details["retry_after"])))
    return json_response(error_body(error), status=error.status, headers=headers)


def _refusal(error: web.HTTPException) -> web.Response:
    """aiohttp's own refusals: no such address, no such method, a bad upgrade."""
    known = NotFound if error.status == 404 else ValidationFailed
    body = error_body(known(error.reason.lower()))
    headers: dict[str, str] = {}
    if hdrs.ALLOW in error.headers:
        headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
    return json_response(body, status=error.status, headers=headers)


def _route(request: web.Request) -> str:
    """The pattern, never the path: a path may hold what a person typed."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "none"

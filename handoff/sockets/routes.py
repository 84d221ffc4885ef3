"""The live edge's addresses."""

from typing import Final

from aiohttp import web

from handoff.errors import NotSignedIn
from handoff.guard import read_cookie
from handoff.keys import ORIGINS
from handoff.services.people import find_session
from handoff.sockets import polling
from handoff.sockets.connection import RefusedSession
from handoff.sockets.console import ConsoleSession
from handoff.sockets.customer import CustomerSession
from handoff.sockets.edge import EDGE
from handoff.sockets.protocol import CONSOLE_BYTES, VISITOR_BYTES
from handoff.sockets.transport import run_socket


async def customer_socket(request: web.Request) -> web.StreamResponse:
    """GET /ws/customer: the widget's socket; who it is, its hello says."""
    request.app[ORIGINS].require_own(request)
    edge = request.app[EDGE]
    return await run_socket(
        request, lambda outbox: CustomerSession(edge, outbox), max_bytes=VISITOR_BYTES
    )


async def agent_socket(request: web.Request) -> web.StreamResponse:
    """GET /ws/agent: a console's socket, signed in by its cookie."""
    request.app[ORIGINS].require_own(request)
    edge = request.app[EDGE]
    try:
        token = read_cookie(edge.desk, request)
        sign_in = await find_session(edge.desk, token)
    except NotSignedIn as error:
        # A page cannot read why an upgrade failed, so its hello is refused instead.
        refused = RefusedSession(error)
        return await run_socket(request, lambda _: refused, max_bytes=CONSOLE_BYTES)
    return await run_socket(
        request,
        lambda outbox: ConsoleSession(edge, sign_in, token, outbox),
        max_bytes=CONSOLE_BYTES,
    )


ROUTES: Final = (
    web.get("/ws/customer", customer_socket),
    web.get("/ws/agent", agent_socket),
    web.post("/api/customer/commands", polling.customer_command),
    web.get("/api/customer/events", polling.customer_events),
    web.post("/api/agent/commands", polling.agent_command),
    web.get("/api/agent/events", polling.agent_events),
    web.get("/api/agent/inbox", polling.agent_inbox),
    web.get("/api/agent/conversations/{conversation_id}", polling.agent_conversation),
)

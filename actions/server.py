"""The web server that Rasa calls: `POST /webhook` runs one action.

The SDK's executor does the work. Its own server answers any web page (CORS `*`),
repeats the customer's words in its errors and loads gRPC and tracing; ours does not.
"""

from __future__ import annotations

import time

import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException

# A tracker of 25 long turns with their rankings is about 1 MB.
MAX_BODY = 8 * 1024 * 1024
EXECUTOR = web.AppKey("executor", ActionExecutor)
log = structlog.get_logger()


def create_app(executor: ActionExecutor) -> web.Application:
    """An application that serves the executor's actions and its health."""
    app = web.Application(client_max_size=MAX_BODY)
    app[EXECUTOR] = executor
    app.router.add_post("/webhook", run_action)
    app.router.add_get("/health", report_health)
    return app


async def report_health(request: web.Request) -> web.Response:
    """The names of the actions that are ready."""
    actions = sorted(request.app[EXECUTOR].actions)
    return web.json_response({"status": "ok", "actions": actions})


async def run_action(request: web.Request) -> web.Response:
    """Run the action the call names; its events and responses, or a typed error."""
    # A web page can send text/plain to loopback unasked, application/json it cannot.
    if request.content_type != "application/json":
        return _error(415, "not_json", "send application/json")
    try:
        call = await request.json()
    except ValueError:
        return _error(400, "bad_request", "the body is not JSON")
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
        return _error(400, "bad_request", "next_action and tracker are needed")
    name, started = str(call.get("next_action")), time.perf_counter()
    # Our actions read no domain, so Rasa need not send it; the SDK insists on one.
    call["domain"] = call.get("domain") or {}
    try:
        result = await request.app[EXECUTOR].run(call)
    except ActionNotFoundException:
        return _error(404, "unknown_action", f"no action {name!r}", name)
    except Exception:  # the edge: logged with its traceback, answered as an error
        log.exception("action.failed", action=name)
        return _error(500, "action_failed", "the action failed", name)
    took = round((time.perf_counter() - started) * 1000, 1)
    log.info("action.done", action=name, duration_ms=took)
    return web.json_response(result.model_dump() if result else {})


def _error(status: int, code: str, message: str, action: str = "") -> web.Response:
    # Rasa reads `error` and `action_name`; people read `code`.
    body = {"error": message, "code": code, "action_name": action}
    return web.json_response(body, status=status)

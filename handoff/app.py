"""Wires every layer into one application."""

from collections.abc import AsyncIterator
from typing import Final

from aiohttp import web

from handoff.api.demo import DEMO_ORDERS, read_demo_orders
from handoff.api.headers import install_headers
from handoff.api.health import ACTIONS
from handoff.api.middleware import canonical_line, errors_as_json
from handoff.api.pages import page_routes
from handoff.api.routes import DEMO_ROUTES
from handoff.api.routes import ROUTES as API_ROUTES
from handoff.desk import Desk
from handoff.gateways.actions import ActionServer
from handoff.guard import Origins
from handoff.jobs import running_jobs
from handoff.keys import DESK, LIMITS, ORIGINS
from handoff.limits import Limits
from handoff.sockets.edge import EDGE, Edge
from handoff.sockets.fanout import Fanout
from handoff.sockets.outbox import GOING_AWAY
from handoff.sockets.pages import Pages
from handoff.sockets.protocol import CONSOLE_BYTES
from handoff.sockets.routes import ROUTES as LIVE_ROUTES

MAX_BODY: Final = CONSOLE_BYTES + 1024
"""Bytes of the largest body that is read at all."""


def create_app(desk: Desk) -> web.Application:
    """The desk's whole public door on an open desk, which the caller closes.

    Raises:
        SettingsError: an origin in the settings is not exact.
        PolicyFileError: the demo shop's orders cannot be read.
    """
    settings = desk.settings
    app = web.Application(
        middlewares=[canonical_line, errors_as_json], client_max_size=MAX_BODY
    )
    limits = Limits(desk.clock, settings)
    app[DESK] = desk
    app[LIMITS] = limits
    app[ORIGINS] = Origins(settings)
    app[EDGE] = Edge(desk, limits)
    install_headers(app, settings)
    app.add_routes([*API_ROUTES, *LIVE_ROUTES, *page_routes(settings)])
    if settings.demo:
        orders = settings.content_dir / "shop" / "demo_orders.yml"
        app[DEMO_ORDERS] = read_demo_orders(orders)
        app.add_routes(DEMO_ROUTES)
    app.cleanup_ctx.append(_live)
    app.on_shutdown.append(_say_goodbye)
    return app


async def _live(app: web.Application) -> AsyncIterator[None]:
    """The fan-out hears the desk and its jobs run, until the application stops."""
    desk = app[DESK]
    fanout = Fanout(app[EDGE])
    pages = Pages(app[EDGE])
    fanout.attach()
    pages.start()
    app[ACTIONS] = ActionServer(desk.settings, desk.clock)
    async with running_jobs(desk):
        yield
    await pages.stop()
    await fanout.stop()
    await app[EDGE].attendance.stop()
    await app[ACTIONS].close()


async def _say_goodbye(app: web.Application) -> None:
    """Every socket is told that the desk goes away, every waiting request answers."""
    for one in tuple(app[EDGE].open):
        one.close(GOING_AWAY, "the desk stops")

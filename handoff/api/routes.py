"""The HTTP edge's addresses."""

from typing import Final

from aiohttp import web

from handoff.api import (
    admin,
    customer,
    demo,
    follow_up,
    health,
    internal,
    labels,
    learning,
    links,
    people,
    queue,
    studio,
)

ROUTES: Final = (
    web.post("/api/customer/sessions", customer.start_session),
    web.post("/api/sign-in", people.sign_in),
    web.post("/api/sign-out", people.sign_out),
    web.post("/api/password", people.change_password),
    web.get("/api/me", people.read_me),
    web.get("/internal/scripts", internal.read_scripts),
    web.get("/health", health.read_health),
    *labels.ROUTES,
    *learning.ROUTES,
    *admin.ROUTES,
    *queue.ROUTES,
    *studio.ROUTES,
    *follow_up.ROUTES,
    *links.ROUTES,
)

DEMO_ROUTES: Final = (web.get("/api/demo/orders", demo.read_orders),)

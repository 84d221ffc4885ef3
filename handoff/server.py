"""Runs the desk until it is asked to stop: listens, serves, drains."""

import asyncio
import gc
import signal
import socket
import sys
from typing import Final

import structlog
import uvloop
from aiohttp import web

from handoff import crash
from handoff.app import create_app
from handoff.config import Settings
from handoff.desk import open_desk
from handoff.log import configure_logging

BACKLOG: Final = 1024
"""Connections that may wait to be accepted: all pages reconnect after a restart."""
DRAIN_SECONDS: Final = 5.0
"""How long requests under way may take once the desk is asked to stop."""
SWITCH_SECONDS: Final = 0.001
"""How long the loop may keep the writer's thread waiting to go on; Python's own 5 ms
would be longer than a commit takes."""
GARBAGE: Final = (20_000, 20, 50)
"""Objects and rounds between two looks for garbage: Python's own 700 are a twentieth of
the time of a busy desk, and a pause in which nobody is answered."""

log = structlog.get_logger()


class AddressTaken(Exception):
    """The desk cannot listen where it is told to."""


def run(settings: Settings, *, crash_at: str | None = None) -> None:
    """The desk has served until SIGINT or SIGTERM, and everything accepted is stored.

    Args:
        settings: how this desk runs; port 0 picks a free one.
        crash_at: a crash point, for tests only.

    Raises:
        AddressTaken: the address is in use or not this machine's.
        ValueError: there is no such crash point.
    """
    configure_logging(level=settings.log_level)
    sys.setswitchinterval(SWITCH_SECONDS)
    if crash_at:
        crash.arm(crash_at)
    with listen(settings) as listening:
        port = listening.getsockname()[1]
        uvloop.run(serve(settings.model_copy(update={"port": port}), listening))


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        AddressTaken: the address is in use or not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server(
            (settings.host, settings.port), family=family, backlog=BACKLOG
        )
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise AddressTaken(f"cannot listen on {where}: {error.strerror}") from error


async def serve(settings: Settings, listening: socket.socket) -> None:
    """The desk serves on the socket until it is asked to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    desk = await open_desk(settings)
    try:
        runner = web.AppRunner(
            create_app(desk), access_log=None, shutdown_timeout=DRAIN_SECONDS
        )
        await runner.setup()
        try:
            await web.SockSite(runner, listening, backlog=BACKLOG).start()
            # What was loaded lives as long as the process: no need to look it over.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*GARBAGE)
            gc.enable()
            log.info("desk.started", address=settings.origin)
            await stop.wait()
            log.info("desk.stopping")
            crash.reach("K20")
        finally:
            await runner.cleanup()
    finally:
        await desk.close()
    log.info("desk.stopped")

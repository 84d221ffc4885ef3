"""`python -m actions`: the action server, on loopback, in one process."""

from __future__ import annotations

import os
import sys
from datetime import date

import structlog
from aiohttp import web

from actions import triage
from actions.backend import HttpShop, Shop
from actions.config import Settings
from actions.demo_shop import DemoShop
from actions.errors import SettingsError
from actions.log import configure_logging
from actions.policies import load_policies
from actions.registry import build_actions, build_executor
from actions.server import create_app
from actions.triage.errors import TriageDataError


def main() -> int:
    """Serve until stopped; 2 when a setting or a data file cannot be used."""
    configure_logging()
    log = structlog.get_logger()
    try:
        settings = Settings.from_env(os.environ)
        app = build_app(settings)
    except (SettingsError, TriageDataError) as error:
        log.error("actions.cannot_start", why=str(error))
        return 2
    log.info("actions.listening", host=settings.host, port=settings.port)
    web.run_app(
        app, host=settings.host, port=settings.port, print=None, access_log=None
    )
    return 0


def build_app(settings: Settings) -> web.Application:
    """The application with its policies read, triage warm and the shop open."""
    policies = load_policies(settings.policies_dir)
    rater = triage.load()
    rater.rate("My parcel 4471-0093 is late and I want to speak to a person.")
    shop = open_shop(settings)
    app = create_app(build_executor(build_actions(policies, rater, shop, date.today)))

    async def close_shop(_: web.Application) -> None:
        await shop.close()

    app.on_cleanup.append(close_shop)
    return app


def open_shop(settings: Settings) -> Shop:
    """The shop that the settings name: a real one, else the demo's."""
    if settings.shop_url:
        return HttpShop(settings.shop_url, settings.shop_timeout)
    return DemoShop(settings.data_dir / "shop.db", settings.shop_file, date.today)


if __name__ == "__main__":
    sys.exit(main())

"""From a plan to running processes: secrets, free ports, signals, what is printed."""

import asyncio
import os
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

import msgspec
from rich.console import Console

from handoff.config import Settings, SettingsError
from handoff.errors import FirstlineError
from handoff.gateways import training
from handoff.ids import SystemIds
from handoff.storage.engine import SecondWriter
from handoff.storage.migrate import migrate
from handoff.supervisor.plan import Plan
from handoff.supervisor.secrets import SecretsError, load_secrets
from handoff.supervisor.speaker import Speaker
from handoff.supervisor.supervisor import PrepareError, Supervisor, until_answering

HEAD_START = 10.0


class StartError(Exception):
    """Nothing was started; the message says what to do."""


def start(plan: Plan, console: Console | None = None) -> None:
    """Run everything the plan names until this process is told to stop.

    Raises:
        StartError: a port is taken, the settings, the secrets or the database are
            not usable.
    """
    check_ports(plan)
    try:
        secrets = load_secrets(plan.data_dir, SystemIds())
    except SecretsError as error:
        raise StartError(str(error)) from error
    settings = prepare_database({**os.environ, **plan.env(secrets)})
    say = Speaker(console or Console(soft_wrap=True))
    specs = plan.specs(
        secrets,
        before_actions=partial(desk_first, plan),
        before_bot=partial(learn, plan, say),
    )
    say.addresses(plan)
    asyncio.run(_until_told(Supervisor(specs, say), settings, say))


async def _until_told(supervisor: Supervisor, settings: Settings, say: Speaker) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.stop)
    async with asyncio.TaskGroup() as group:
        people = group.create_task(_introduce(settings, say))
        await supervisor.run()
        people.cancel()


async def _introduce(settings: Settings, say: Speaker) -> None:
    """Add the demo's people once the desk runs, and print their passwords."""
    if not settings.demo:
        return
    await until_answering(settings.port, settings.host)
    # Not before: all of the desk's code comes along, and the desk shall start first.
    from handoff.supervisor.demo import add_demo_people

    try:
        say.people(await add_demo_people(settings))
    except (FirstlineError, msgspec.MsgspecError, OSError) as error:
        say("desk", f"no demo people were added: {error}")


def prepare_database(environ: Mapping[str, str]) -> Settings:
    """The settings, whose database now has the schema that the desk works with.

    Raises:
        StartError: the settings are wrong, or another desk writes to the database.
    """
    try:
        settings = Settings.from_env(environ)
        migrate(settings.effective_database_url)
    except (SettingsError, SecondWriter) as error:
        raise StartError(str(error)) from error
    return settings


def check_ports(plan: Plan) -> None:
    """Nothing else listens where the children will.

    Raises:
        StartError: something does; the message names the option to change.
    """
    wanted = [(plan.host, plan.port, "--port")]
    if plan.bot:
        wanted.append(("127.0.0.1", plan.bot_port, "--bot-port"))
        wanted.append(("127.0.0.1", plan.actions_port, "--actions-port"))
    for host, port, option in wanted:
        if fault := bind_fault(host, port):
            raise StartError(f"{host}:{port} cannot be used ({fault}); try {option}")


def bind_fault(host: str, port: int) -> str | None:
    """Why nobody can listen there now, None if it is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or str(error)
    return None


async def desk_first(plan: Plan) -> None:
    """Leave the processors to the desk until it answers, or for HEAD_START seconds."""
    with suppress(TimeoutError):
        async with asyncio.timeout(HEAD_START):
            await until_answering(plan.port, plan.host)


async def learn(plan: Plan, say: Speaker) -> None:
    """The bot has a model that fits its inputs.

    Raises:
        PrepareError: it cannot be trained.
    """

    def report(what: str, share: float) -> None:
        say("bot", f"learning: {share:4.0%} {what}")

    await desk_first(plan)
    try:
        await training.ensure_model(plan.root, report)
    except training.TrainingError as error:
        raise PrepareError(str(error)) from error

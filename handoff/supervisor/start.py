"""From a plan to running processes: secrets, free ports, signals, what is printed."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping
from itertools import cycle

from rich.console import Console
from rich.text import Text

from handoff import training
from handoff.config import Settings, SettingsError
from handoff.ids import SystemIds
from handoff.storage.engine import SecondWriter
from handoff.storage.migrate import migrate
from handoff.supervisor.plan import Plan
from handoff.supervisor.secrets import SecretsError, load_secrets
from handoff.supervisor.supervisor import PrepareError, Supervisor

COLOURS = ("cyan", "magenta", "yellow", "green")
NAME_WIDTH = 7


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
    prepare_database({**os.environ, **plan.env(secrets)})
    say = Speaker(console or Console(soft_wrap=True))
    specs = plan.specs(secrets, learn(plan, say))
    say.addresses(plan)
    asyncio.run(_until_told(Supervisor(specs, say)))


async def _until_told(supervisor: Supervisor) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, supervisor.stop)
    await supervisor.run()


def prepare_database(environ: Mapping[str, str]) -> None:
    """The database has the schema that the desk works with.

    Raises:
        StartError: the settings are wrong, or another desk writes to the database.
    """
    try:
        migrate(Settings.from_env(environ).effective_database_url)
    except (SettingsError, SecondWriter) as error:
        raise StartError(str(error)) from error


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


def learn(plan: Plan, say: "Speaker") -> Callable[[], Awaitable[None]]:
    """What the bot needs before its first start: a model that fits its inputs."""

    def report(what: str, share: float) -> None:
        say("bot", f"learning: {share:4.0%} {what}")

    async def prepare() -> None:
        try:
            await training.ensure_model(plan.root, report)
        except training.TrainingError as error:
            raise PrepareError(str(error)) from error

    return prepare


class Speaker:
    """Prints the children's lines, each behind its name in a colour of its own."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.colours: dict[str, str] = {}
        self.unused = cycle(COLOURS)

    def __call__(self, name: str, line: str) -> None:
        """Print one line of the child `name`."""
        if name not in self.colours:
            self.colours[name] = next(self.unused)
        head = Text(f"{name:{NAME_WIDTH}} ", style=self.colours[name])
        self.console.print(head + Text.from_ansi(line))

    def addresses(self, plan: Plan) -> None:
        """Print where the pages are."""
        base = f"http://{plan.host}:{plan.port}"
        self.console.print(
            f"\n  shop page  {base}/\n  console    {base}/console\n"
            f"  studio     {base}/studio\n\n  Ctrl-C stops everything.\n"
        )

"""A bot of its own in a folder of its own: what it does, no customer ever sees."""

import asyncio
import json
import shutil
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from handoff.clock import Clock
from handoff.config import Settings
from handoff.domain.replaying import POLICIES, RULES
from handoff.domain.turn import BotReply, Turn
from handoff.errors import DependencyFailed
from handoff.gateways import training
from handoff.gateways.actions import ActionServer
from handoff.gateways.bot import HttpBot
from handoff.gateways.bot_library import NICE
from handoff.gateways.child import Process, Spec

START_SECONDS: Final = 120.0
TURN_SECONDS: Final = 20.0
LOOK_EVERY: Final = 0.25
TOKEN: Final = "sandbox"
"""Opens the sandbox on loopback only, for as long as it lives."""
_COPIED: Final = ("bot", "actions", "data")
_FILES: Final = ("config.yml", "domain.yml", "endpoints.yml")
_SAID: Final = 12


class Sandbox:
    """A running bot with its actions; `open_sandbox` makes one."""

    def __init__(self, bot: HttpBot) -> None:
        self._bot = bot

    async def answer(self, turn: Turn) -> BotReply:
        """The bot's answer to the turn.

        Raises:
            DependencyFailed: it gave none.
        """
        return await self._bot.answer(turn, seconds=TURN_SECONDS)


@asynccontextmanager
async def open_sandbox(
    root: Path,
    folder: Path,
    *,
    clock: Clock,
    model: str,
    scripts: Mapping[str, Any],
    changed: Mapping[str, str],
) -> AsyncIterator[Sandbox]:
    """Inside the block a bot answers; afterwards its processes have ended.

    Args:
        root: the checkout.
        folder: an empty folder, which the caller removes.
        clock: what the bot's client waits by.
        model: the model's file below models/.
        scripts: what is published, as the bot fetches it (docs/protocol.md, 2).
        changed: files that differ from the checkout's, by name.

    Raises:
        DependencyFailed: it does not start; the message ends with what it said.
    """
    lay_out(root, folder, scripts=scripts, changed=changed)
    bot_port, actions_port = _free_ports(2)
    said: deque[str] = deque(maxlen=_SAID)
    env = _environment(folder, bot_port, actions_port)
    processes: list[Process] = []
    outputs: list[asyncio.Task[None]] = []
    settings = Settings(
        bot_url=f"http://127.0.0.1:{bot_port}",
        bot_token=SecretStr(TOKEN),
        actions_url=env["FIRSTLINE_ACTIONS_URL"],
    )
    bot, actions = HttpBot(settings, clock), ActionServer(settings, clock)
    try:
        for spec in _specs(root, folder, env, model=model, port=bot_port):
            processes.append(await Process.start(spec))
            passing = processes[-1].pass_on(lambda _, line: said.append(line))
            outputs.append(asyncio.create_task(passing))
        await _until_ready(bot, actions, processes, said)
        yield Sandbox(bot)
    finally:
        await bot.close()
        await actions.close()
        await asyncio.gather(*(one.stop(patience=2) for one in processes))
        await asyncio.gather(*outputs, return_exceptions=True)


def lay_out(
    root: Path,
    folder: Path,
    *,
    scripts: Mapping[str, Any],
    changed: Mapping[str, str],
) -> None:
    """The folder holds what a bot needs, with the changed files in place."""
    for name in _COPIED:
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / name, folder / name, ignore=unwanted)
    for name in _FILES:
        shutil.copyfile(root / name, folder / name)
    (folder / "models").symlink_to(root / "models")
    for name, content in changed.items():
        (folder / name).write_text(content, encoding="utf-8")
    copy = folder / "var" / "bot"
    copy.mkdir(parents=True)
    (copy / "scripts.json").write_text(json.dumps(scripts), encoding="utf-8")


def changeable_files(root: Path) -> list[str]:
    """The names of all files that a replay may change, in their order."""
    rules = (root / RULES).rglob("*.yml")
    return [*POLICIES, *sorted(path.relative_to(root).as_posix() for path in rules)]


def _environment(folder: Path, bot_port: int, actions_port: int) -> dict[str, str]:
    return training.QUIET_RASA | {
        "FIRSTLINE_DATA_DIR": str(folder / "var"),
        # No desk: the last copy of the scripts is what it speaks.
        "FIRSTLINE_DESK_URL": "http://127.0.0.1:9",
        "FIRSTLINE_BOT_PORT": str(bot_port),
        "FIRSTLINE_ACTIONS_PORT": str(actions_port),
        "FIRSTLINE_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "FIRSTLINE_BOT_TOKEN": TOKEN,
        # Nothing that is granted in a replay may reach a real shop.
        "FIRSTLINE_SHOP_URL": "",
    }


def _specs(
    root: Path, folder: Path, env: Mapping[str, str], *, model: str, port: int
) -> list[Spec]:
    # The folder comes first on the path, before the checkout it was copied from.
    env = {**env, "PYTHONPATH": str(folder)}
    serve = [
        *(*NICE, str(training.bot_python(root)), "-m", "bot", "run"),
        *("-i", "127.0.0.1", "-p", str(port), "--model", f"models/{model}"),
        *("--endpoints", "endpoints.yml", "--credentials", "bot/credentials.yml"),
    ]
    act = [*NICE, sys.executable, "-m", "actions"]
    return [
        Spec(name="actions", command=lambda: act, cwd=folder, env=env),
        Spec(name="bot", command=lambda: serve, cwd=folder, env=env),
    ]


async def _until_ready(
    bot: HttpBot, actions: ActionServer, processes: list[Process], said: deque[str]
) -> None:
    ended = [asyncio.create_task(one.wait()) for one in processes]
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (await bot.probe() and await actions.is_ready()):
                await asyncio.wait(
                    ended, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED
                )
                if any(task.done() for task in ended):
                    break
    except TimeoutError as error:
        raise DependencyFailed("the sandbox did not become ready") from error
    finally:
        gone = any(task.done() for task in ended)
        for task in ended:
            task.cancel()
    if gone:
        raise DependencyFailed("\n".join(["the sandbox does not start:", *said]))


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()

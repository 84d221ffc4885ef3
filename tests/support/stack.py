"""The whole product as its users start it: `firstline up` in a folder of its own."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest_asyncio
from pytest import TempPathFactory

from handoff.config import Settings
from handoff.desk import open_desk
from handoff.domain.profile import Profile
from handoff.gateways import leash
from handoff.services import staff
from tests.support.checkout import ROOT
from tests.support.waiting import until

START_SECONDS = 360.0
"""A model may have to be trained first, on a busy machine."""
BACK_SECONDS = 90.0
"""A killed bot loads its model anew."""
STOP_SECONDS = 20.0
LOOK_EVERY = 0.1
PERSON = re.compile(r"^\s+(\S.*?)\s{2,}(\S+@\S+)\s+(\w+)\s+(\S+)\s*$", re.MULTILINE)
MODULES = {"desk": "handoff.cli", "bot": "bot", "actions": "actions"}


@dataclass(frozen=True, slots=True)
class Login:
    """One of the demo's people, with the password that was printed once."""

    name: str
    email: str
    role: str
    password: str


@dataclass(slots=True)
class Stack:
    """A running product: the desk's address, its people, its processes."""

    url: str
    bot_url: str
    folder: Path
    process: asyncio.subprocess.Process
    people: dict[str, Login] = field(default_factory=dict)

    @property
    def printed(self) -> str:
        """All that the command has printed so far."""
        return (self.folder / "up.log").read_text(errors="replace")

    async def ready(self, seconds: float = BACK_SECONDS) -> None:
        """The desk answers, and so does a bot that can run its actions."""
        await until(self._is_ready, seconds=seconds, every=LOOK_EVERY)

    def pid_of(self, child: str) -> int | None:
        """The process id of `desk`, `bot` or `actions`; None while it is not there."""
        module = MODULES[child].encode()
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text().rpartition(")")[2].split()[1])
                words = (path.parent / "cmdline").read_bytes().split(b"\0")
            except (OSError, IndexError):
                continue  # it has just ended
            if parent == self.process.pid and module in words:
                return int(path.parent.name)
        return None

    def kill(self, child: str, number: signal.Signals = signal.SIGKILL) -> None:
        """The child gets the signal; the supervisor starts a dead one again."""
        pid = self.pid_of(child)
        assert pid is not None, f"{child} is not running"
        os.kill(pid, number)

    async def _is_ready(self) -> bool:
        assert self.process.returncode is None, self.printed[-4000:]
        async with aiohttp.ClientSession() as session:
            try:
                async with session.get(f"{self.url}/health") as answer:
                    state = await answer.json()
            except aiohttp.ClientError:
                return False
        return all(state[child]["ready"] for child in MODULES)


@asynccontextmanager
async def running_stack(folder: Path, **settings: str) -> AsyncIterator[Stack]:
    """Everything runs on free ports until the end of the block; then nothing does."""
    port, bot_port, actions_port = _free_ports(3)
    command = [
        # On a leash: should the tests be killed, the stack ends with them.
        *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
        *(sys.executable, "-m", "handoff.cli", "up", "--data-dir", str(folder)),
        *("--port", str(port), "--bot-port", str(bot_port)),
        *("--actions-port", str(actions_port)),
    ]
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("FIRSTLINE_")}
    with (folder / "up.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env={**inherited, "COLUMNS": "200", **settings},
            stdout=log,
            stderr=log,
        )
    stack = Stack(
        url=f"http://127.0.0.1:{port}",
        bot_url=f"http://127.0.0.1:{bot_port}",
        folder=folder,
        process=process,
    )
    try:
        await stack.ready(START_SECONDS)
        for found in PERSON.findall(stack.printed):
            stack.people[found[0].partition(" ")[0]] = Login(*found)
        await _let_hold_everything(folder)
        yield stack
    finally:
        await _stop(process)


async def _let_hold_everything(folder: Path) -> None:
    """Many tests share the demo's people: none of them is ever full."""
    desk = await open_desk(Settings(data_dir=folder), guest=True)
    try:
        for worker, _ in await staff.read_workers(desk):
            profile = Profile(tier=worker.tier, capacity=1000)
            await staff.set_profile(
                desk, None, person_id=worker.person_id, profile=profile
            )
    finally:
        await desk.close()


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_ports(number: int) -> list[int]:
    """Ports that nobody listens on, all different."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(tmp_path_factory: TempPathFactory) -> AsyncIterator[Stack]:
    """The product, started once for all tests that ask for it."""
    async with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running

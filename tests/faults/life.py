"""A real desk in a process of its own: started, killed, started again."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from handoff.config import Settings
from handoff.desk import open_desk
from handoff.domain.principal import Role
from handoff.domain.profile import Profile
from handoff.services import people
from handoff.storage.migrate import migrate
from tests.support.checkout import ROOT

PASSWORD = "a long enough password"
READY_SECONDS = 30.0


class DeskProcess:
    """The desk's lives, one after another, on one address and one database."""

    def __init__(self, folder: Path, bot_url: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "desk.log"
        self._bot_url = bot_url
        self._nursery: asyncio.subprocess.Process | None = None
        self._pid = 0

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every life: no limits, no triage, small."""
        return {
            "FIRSTLINE_PORT": str(self.port),
            "FIRSTLINE_DATA_DIR": str(self.folder),
            "FIRSTLINE_BOT_URL": self._bot_url,
            "FIRSTLINE_LIMIT_OFF": "true",
            "FIRSTLINE_TRIAGE_WORKERS": "0",
            "FIRSTLINE_DEMO": "false",
            "FIRSTLINE_LOG_LEVEL": "WARNING",
            "FIRSTLINE_BOT_TURNS_AT_ONCE": "8",
        }

    async def prepare(self, agents: list[str]) -> None:
        """The database is there, and the agents, in every team, may sign in."""
        settings = Settings.from_env(self.environment)
        migrate(settings.effective_database_url)
        desk = await open_desk(settings, guest=True)
        try:
            for name in agents:
                await people.add_person(
                    desk,
                    name=name,
                    email=f"{name.lower()}@example.com",
                    role=Role.AGENT,
                    team_ids=[team.id for team in desk.policies.routing.teams],
                    password=PASSWORD,
                    profile=Profile(capacity=1000),
                )
        finally:
            await desk.close()

    async def hatch(self, *mutants: str) -> None:
        """The nursery waits for orders."""
        with self.log.open("ab") as log:
            self._nursery = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.faults.nursery", *mutants),
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def start(self, crash_at: str = "") -> None:
        """A new life has begun; it may not answer yet."""
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(f"{crash_at}\n".encode())
        self._pid = await self._read("started")

    async def ready(self) -> None:
        """The desk answers.

        Raises:
            TimeoutError: it did not in time.
        """
        async with (
            asyncio.timeout(READY_SECONDS),
            aiohttp.ClientSession() as session,
        ):
            while True:
                try:
                    async with session.get(self.url + "/health") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.02)

    async def kill(self) -> int:
        """The life has ended at once, with nothing cleaned up."""
        os.kill(self._pid, signal.SIGKILL)
        return await self.ended()

    async def stop(self) -> int:
        """The life has ended as an operator ends it."""
        os.kill(self._pid, signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        """The exit status, once the life has ended."""
        status = await self._read("ended")
        self._pid = 0
        return status

    async def close(self) -> None:
        """No process is left."""
        if self._nursery is None:
            return
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        await self._nursery.wait()

    async def _read(self, word: str) -> int:
        assert self._nursery is not None
        assert self._nursery.stdout is not None
        line = (await self._nursery.stdout.readline()).decode().split()
        assert line[:1] == [word], (line, self.log.read_text()[-2000:])
        return int(line[1])


@asynccontextmanager
async def desk_process(
    folder: Path, bot_url: str, *, agents: list[str], mutant: str | None = None
) -> AsyncIterator[DeskProcess]:
    """A desk that is ready to be started; no process is left afterwards."""
    desk = DeskProcess(folder, bot_url)
    await desk.prepare(agents)
    await desk.hatch(*([mutant] if mutant else []))
    try:
        yield desk
    finally:
        await desk.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port

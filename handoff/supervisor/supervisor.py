"""Keeps a set of children running until it is told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handoff.gateways.child import Process, Sink, Spec

PORT_POLL = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds the supervisor waits for this and that."""

    first_pause: float = 0.2
    longest_pause: float = 5.0
    # A child that ran this long has recovered: the next pause is the first again.
    healthy_after: float = 10.0
    stop: float = 10.0
    last_words: float = 1.0


class PrepareError(Exception):
    """A child cannot be prepared; the message says why. The others keep running."""


class Supervisor:
    """Runs children side by side, each restarted when it ends by itself.

    `sink` gets every line of output and, under the child's name, what happens to it.
    """

    def __init__(
        self,
        specs: Sequence[Spec],
        sink: Sink,
        patience: Patience | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.specs = specs
        self.sink = sink
        self.patience = patience or Patience()
        self.sleep = sleep
        self.running: dict[str, Process] = {}
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let `run` end; asked a second time, kill what is still there."""
        if self._stopping.is_set():
            for process in self.running.values():
                process.signal(signal.SIGKILL)
        self._stopping.set()

    async def run(self) -> None:
        """Run all children until `stop` is called; none is left afterwards."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._keep(spec)) for spec in self.specs]
            await self._stopping.wait()
            for task in tasks:
                task.cancel()

    async def _keep(self, spec: Spec) -> None:
        try:
            await spec.prepare()
        except PrepareError as error:
            self.sink(spec.name, f"not started: {error}")
            return
        clock = asyncio.get_running_loop().time
        pause = self.patience.first_pause
        while True:
            started = clock()
            code = await self._once(spec)
            if clock() - started >= self.patience.healthy_after:
                pause = self.patience.first_pause
            self.sink(spec.name, f"ended with {code}, starting again in {pause:.1f} s")
            await self.sleep(pause)
            pause = min(2 * pause, self.patience.longest_pause)

    async def _once(self, spec: Spec) -> int:
        """Run the child to its end, or until this task is cancelled."""
        process = await Process.start(spec)
        self.running[spec.name] = process
        output = asyncio.create_task(process.pass_on(self.sink))
        announcer = asyncio.create_task(self._announce(spec))
        try:
            return await process.wait()
        finally:
            announcer.cancel()
            await process.stop(self.patience.stop)
            # What the child left behind outside its group may hold the pipe open.
            await asyncio.wait([output], timeout=self.patience.last_words)
            output.cancel()
            del self.running[spec.name]

    async def _announce(self, spec: Spec) -> None:
        """Say how long the child took until its port could be reached."""
        if spec.port is None:
            return
        clock = asyncio.get_running_loop().time
        started = clock()
        await until_reachable(spec.port)
        self.sink(spec.name, f"ready after {clock() - started:.1f} s")


async def until_reachable(port: int, host: str = "127.0.0.1") -> None:
    """Wait until something accepts connections there."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            # A port has no event that could be waited for.
            await asyncio.sleep(PORT_POLL)
        else:
            writer.close()
            return


async def until_answering(port: int, host: str = "127.0.0.1") -> None:
    """Wait until the desk there answers a request.

    It listens as soon as it can, so that no page is turned away, and answers later.
    """
    while True:
        try:
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"GET /health HTTP/1.0\r\n\r\n")
            answer = await reader.read(1)
            writer.close()
        except OSError:
            answer = b""
        if answer:
            return
        await asyncio.sleep(PORT_POLL)

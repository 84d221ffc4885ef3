"""One child process: started on a leash, its output passed on, stopped as a group."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from handoff.gateways import leash

Sink = Callable[[str, str], None]
"""Takes the child's name and one line of its output."""


async def _nothing() -> None:
    """What most children need before their first start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """How to run a child.

    `prepare` is awaited once before the first start and may take its time;
    `command` is asked before every start, so that it can name a new model.
    """

    name: str
    command: Callable[[], Sequence[str | Path]]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path
    prepare: Callable[[], Awaitable[None]] = _nothing
    port: int | None = None


class Process:
    """A running child; `start` makes one."""

    def __init__(
        self, name: str, process: asyncio.subprocess.Process, output: int
    ) -> None:
        self.name = name
        self.pid = process.pid
        self._process = process
        self._output = output

    @classmethod
    async def start(cls, spec: Spec) -> "Process":
        """Start the child as the leader of its own process group."""
        # A pipe of our own: the child's end must not depend on whether something it
        # left behind still holds the other side.
        output, inner = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid())),
                *map(str, spec.command()),
                cwd=spec.cwd,
                env={**os.environ, **spec.env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=inner,
                stderr=inner,
            )
        except BaseException:
            os.close(output)
            raise
        finally:
            os.close(inner)
        return cls(spec.name, process, output)

    async def wait(self) -> int:
        """Wait for the child's end; its exit code, negative for a signal."""
        return await self._process.wait()

    async def pass_on(self, sink: Sink) -> None:
        """Pass the output on line by line, until nobody can write any more."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        pipe = os.fdopen(self._output, "rb", 0)
        transport, _ = await loop.connect_read_pipe(lambda: protocol, pipe)
        rest = b""
        try:
            while chunk := await reader.read(65536):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    sink(self.name, line.decode(errors="replace").rstrip("\r"))
            if rest:
                sink(self.name, rest.decode(errors="replace"))
        finally:
            transport.close()

    async def stop(self, patience: float) -> None:
        """The child and its whole group have ended, after `patience` s by force."""
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(patience):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            self.signal(signal.SIGKILL)
            await self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the child's whole group, if any of it is left."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            # Not yet a group leader, or gone with all of its children.
            if self._process.returncode is None:
                self._process.send_signal(number)

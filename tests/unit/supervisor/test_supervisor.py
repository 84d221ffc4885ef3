"""The supervisor with small stand-in children in place of the real servers."""

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from handoff.gateways.child import Spec
from handoff.supervisor import supervisor
from handoff.supervisor.supervisor import Patience, PrepareError, Supervisor

ROOT = Path(__file__).resolve().parents[3]
QUICK = Patience(first_pause=0.01, longest_pause=0.04, stop=0.3, last_words=0.2)
DEADLINE = 20


class Lines:
    """A sink that remembers what the children said and can wait for it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.changed = asyncio.Event()

    def __call__(self, name: str, line: str) -> None:
        self.seen.append((name, line))
        self.changed.set()

    async def until(self, wanted: Callable[[list[str]], bool]) -> list[str]:
        async with asyncio.timeout(DEADLINE):
            while not wanted(lines := [line for _, line in self.seen]):
                self.changed.clear()
                await self.changed.wait()
            return lines


def child(code: str, name: str = "child") -> Spec:
    command = [sys.executable, "-I", "-S", "-u", "-c", code]
    return Spec(name=name, command=lambda: command, cwd=ROOT)


@asynccontextmanager
async def supervised(
    *specs: Spec, patience: Patience = QUICK
) -> AsyncIterator[tuple[Supervisor, Lines]]:
    lines = Lines()
    supervisor = Supervisor(specs, lines, patience)
    running = asyncio.create_task(supervisor.run())
    try:
        yield supervisor, lines
    finally:
        supervisor.stop()
        async with asyncio.timeout(DEADLINE):
            await running


async def gone(pid: int) -> None:
    """Wait until a process has ended, whoever its parent is."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, ended.set)
    try:
        async with asyncio.timeout(DEADLINE):
            await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


class Pauses(list[float]):
    """Takes the place of sleeping; stops the supervisor at pause number `last`."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self.last = last
        self.supervisor: Supervisor | None = None

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        if len(self) == self.last and self.supervisor:
            self.supervisor.stop()
            await asyncio.Event().wait()


async def pauses_of(spec: Spec, patience: Patience, last: int) -> list[float]:
    pauses = Pauses(last)
    pauses.supervisor = Supervisor([spec], Lines(), patience, pauses)
    async with asyncio.timeout(DEADLINE):
        await pauses.supervisor.run()
    return pauses


SLEEPER = "import time; print('up'); time.sleep(60)"


async def test_output_of_a_child_arrives_line_by_line_under_its_name() -> None:
    code = "print('one'); print('two', end=''); import time; time.sleep(60)"
    async with supervised(child(code, "desk")) as (_, lines):
        await lines.until(lambda seen: "one" in seen)
    assert lines.seen[:2] == [("desk", "one"), ("desk", "two")]


async def test_killed_child_is_started_again() -> None:
    async with supervised(child(SLEEPER)) as (supervisor, lines):
        await lines.until(lambda seen: seen.count("up") == 1)
        os.kill(supervisor.running["child"].pid, signal.SIGKILL)
        await lines.until(lambda seen: seen.count("up") == 2)
    assert ("child", "ended with -9, starting again in 0.0 s") in lines.seen


async def test_pauses_between_starts_grow_to_a_bound() -> None:
    pauses = await pauses_of(child("raise SystemExit(3)"), QUICK, 5)
    assert pauses == [0.01, 0.02, 0.04, 0.04, 0.04]


async def test_child_that_ran_well_starts_again_after_the_first_pause() -> None:
    patience = Patience(first_pause=0.01, healthy_after=0.0)
    assert await pauses_of(child(""), patience, 3) == [0.01, 0.01, 0.01]


async def test_stopping_ends_what_a_child_has_started_too() -> None:
    code = (
        "import subprocess, sys, time\n"
        "nap = [sys.executable, '-c', 'import time; time.sleep(60)']\n"
        "print(subprocess.Popen(nap).pid)\ntime.sleep(60)"
    )
    async with supervised(child(code)) as (_, lines):
        (line, *_) = await lines.until(bool)
    await gone(int(line))


async def test_child_that_ignores_the_signal_is_killed_after_the_patience() -> None:
    code = (
        "import signal, time, os\n"
        "signal.signal(signal.SIGTERM, lambda *_: print('not now'))\n"
        "print(os.getpid())\nwhile True: time.sleep(60)"
    )
    async with supervised(child(code)) as (_, lines):
        (line, *_) = await lines.until(bool)
    await gone(int(line))
    assert ("child", "not now") in lines.seen


async def test_end_is_noticed_though_a_grandchild_holds_the_output_open() -> None:
    code = (
        "import subprocess, sys\n"
        "nap = [sys.executable, '-c', 'import time; time.sleep(5)']\n"
        "subprocess.Popen(nap, start_new_session=True)\n"
        "print('leaving')"
    )
    async with supervised(child(code)) as (_, lines):
        await lines.until(lambda seen: seen.count("leaving") == 2)


async def test_child_that_cannot_be_prepared_leaves_the_others_running() -> None:
    async def refuse() -> None:
        raise PrepareError("no model")

    bot = Spec(name="bot", command=lambda: ["false"], cwd=ROOT, prepare=refuse)
    async with supervised(bot, child(SLEEPER, "desk")) as (supervisor, lines):
        await lines.until(lambda seen: {"up", "not started: no model"} <= set(seen))
        assert list(supervisor.running) == ["desk"]


async def test_command_is_asked_again_before_every_start() -> None:
    models = itertools.count(1)

    def command() -> list[str]:
        return [sys.executable, "-I", "-c", f"print('model {next(models)}')"]

    async with supervised(Spec(name="bot", command=command, cwd=ROOT)) as (_, lines):
        await lines.until(lambda seen: {"model 1", "model 2"} <= set(seen))


async def test_missing_program_is_named() -> None:
    spec = Spec(name="bot", command=lambda: ["no-such-program"], cwd=ROOT)
    async with supervised(spec) as (_, lines):
        seen = await lines.until(bool)
    assert seen[0].startswith("no-such-program cannot be started: ")


@pytest.mark.skipif(sys.platform != "linux", reason="needs prctl of Linux")
async def test_children_end_when_the_supervisor_itself_is_killed() -> None:
    code = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from handoff.gateways.child import Spec\n"
        "from handoff.supervisor.supervisor import Supervisor\n"
        "inner = 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        "spec = Spec(name='child', cwd=Path('.'),\n"
        "            command=lambda: [sys.executable, '-I', '-c', inner])\n"
        "say = lambda name, line: print(line, flush=True)\n"
        "asyncio.run(Supervisor([spec], say).run())"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    pid = int(await process.stdout.readline())
    process.kill()
    await process.wait()
    await gone(pid)


async def test_a_desk_that_listens_and_does_not_answer_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "PORT_POLL", 0.01)
    asked = 0

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        if asked > 2:
            writer.write(b"HTTP/1.0 200 OK\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with asyncio.timeout(DEADLINE):
            await supervisor.until_answering(port)

    assert asked == 3

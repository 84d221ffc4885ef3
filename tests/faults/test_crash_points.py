"""The desk dies at each point of the registry, and nothing is lost or doubled."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import uvloop

from handoff.crash import EXIT_CODE, POINTS
from tests.faults import stored
from tests.faults.life import DeskProcess, desk_process
from tests.faults.nemesis import come_to_rest, crowd
from tests.faults.peer import World
from tests.support.checker import Violation, check
from tests.support.checkout import ROOT
from tests.support.standin_bot import standin_bot

MIGRATION, STOP = "K14", "K20"
TIMERS = "K13"
"""Has a test of its own, in test_timers.py."""
OUTBOX = ("K15", "K16")
"""Have a test of their own, in test_outbox.py."""
TIMES = {STOP: 1} | dict.fromkeys(("K1", "K2", "K3", "K4", "K5"), 40)
"""These are reached by every message: they are armed for when much is under way."""
AGENTS = ("Maya", "Ben")
DEATH_SECONDS = 40.0
AFTERWARDS = 100
"""Messages that must be acknowledged after the crash."""


@pytest.mark.parametrize("point", sorted(set(POINTS) - {MIGRATION, TIMERS, *OUTBOX}))
def test_a_desk_that_dies_at_this_point_keeps_its_promises(
    point: str, tmp_path: Path
) -> None:
    assert uvloop.run(_die_and_go_on(point, tmp_path)) == []


def test_a_migration_that_dies_between_two_steps_is_completed_by_the_next(
    tmp_path: Path,
) -> None:
    died = _migrate(tmp_path, CRASH_AT=MIGRATION)
    again = _migrate(tmp_path)

    assert died.returncode == EXIT_CODE, died.stderr
    assert again.returncode == 0, again.stderr
    assert stored.last_seqs(tmp_path / "desk.db") == {}


async def _die_and_go_on(point: str, folder: Path) -> list[Violation]:
    rng = random.Random(point)
    async with (
        standin_bot(rng) as bot_url,
        desk_process(folder, bot_url, agents=list(AGENTS)) as desk,
    ):
        world = World(desk.url, rng)
        await desk.start(f"{point}:{TIMES.get(point, 2)}")
        await desk.ready()
        async with crowd(world, 8, AGENTS) as peers:
            await _die(desk, world, point)
            await desk.start()
            await _until_acked(world, world.acked + AFTERWARDS)
            world.stopping = True
            await come_to_rest(desk, peers, 10)
        assert await desk.stop() == 0, desk.log.read_text()[-2000:]
        kept = stored.read_stored(folder / "desk.db", world.packets)
        return check(world.history, kept, stored.seal)


async def _die(desk: DeskProcess, world: World, point: str) -> None:
    async with asyncio.timeout(DEATH_SECONDS):
        if point == STOP:
            await _until_acked(world, AFTERWARDS)
            assert await desk.stop() == EXIT_CODE
        else:
            assert await desk.ended() == EXIT_CODE


async def _until_acked(world: World, count: int) -> None:
    async with asyncio.timeout(DEATH_SECONDS):
        while world.acked < count:
            assert world.failure is None, world.failure
            await asyncio.sleep(0.02)


def _migrate(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from handoff.cli import main; main()", "migrate"],
        cwd=ROOT,
        env={**os.environ, "FIRSTLINE_DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

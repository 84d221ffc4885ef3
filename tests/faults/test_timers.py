"""A desk that is killed while it fires timers still fires each of them exactly once."""

import random
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import uvloop

from handoff.clock import SystemClock, iso
from handoff.crash import EXIT_CODE
from tests.faults.life import desk_process
from tests.support.standin_bot import standin_bot
from tests.support.waiting import until

DUE = 450
"""Overdue timers: five transactions of the scanner, of which two die."""


def test_timers_of_a_desk_that_dies_while_firing_are_fired_exactly_once(
    tmp_path: Path,
) -> None:
    counts = uvloop.run(_die_and_go_on(tmp_path))

    assert counts == [1] * DUE


async def _die_and_go_on(folder: Path) -> list[int]:
    database = folder / "desk.db"
    async with (
        standin_bot(random.Random(1)) as bot_url,
        desk_process(folder, bot_url, agents=[]) as desk,
    ):
        _seed(database)
        for crash_at in ("K13:3", "K13:1"):
            await desk.start(crash_at)
            assert await desk.ended() == EXIT_CODE
        await desk.start()
        await desk.ready()
        await until(lambda: _waiting(database) == 0)
        assert await desk.stop() == 0, desk.log.read_text()[-2000:]
    return _effects(database)


def _seed(database: Path) -> None:
    long_ago = iso(SystemClock().now() - timedelta(days=1))
    with closing(sqlite3.connect(database)) as db, db:
        db.executemany(
            "INSERT INTO timers (subject_kind, subject_id, kind, generation, due_at,"
            " next_at, state, attempts, data)"
            " VALUES ('handoff', ?, 'first_response', 1, ?, ?, 'waiting', 0, '{}')",
            [(f"hof_{number:04d}", long_ago, long_ago) for number in range(DUE)],
        )


def _waiting(database: Path) -> int:
    with closing(sqlite3.connect(database)) as db:
        query = "SELECT count(*) FROM timers WHERE state = 'waiting'"
        count: int = db.execute(query).fetchone()[0]
        return count


def _effects(database: Path) -> list[int]:
    """How often each timer had its effect."""
    with closing(sqlite3.connect(database)) as db:
        found = db.execute(
            "SELECT (SELECT count(*) FROM audit WHERE object_id = subject_id"
            " AND verb = 'clock.breached') FROM timers"
        )
        return [count for (count,) in found]

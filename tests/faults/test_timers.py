"""A desk that is killed while it fires timers still fires each of them exactly once."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import uvloop
import yaml

from handoff.clock import SystemClock
from handoff.crash import EXIT_CODE
from handoff.services import clock_keeping
from tests.faults import stored
from tests.faults.life import desk_process
from tests.faults.mutants import forgets_that_a_timer_has_fired
from tests.support.builders import a_customer, a_desk, prepare_database, queued
from tests.support.checker import Stored, Violation, timers_once
from tests.support.checkout import ROOT
from tests.support.clock import ManualClock
from tests.support.standin_bot import standin_bot
from tests.support.waiting import until

WAITING = 10
"""Conversations, each with two clocks beside what the queue does."""
BREACH = 100
STEPS = [
    step["percent"]
    for clock in ("first_response", "resolution")
    for step in yaml.safe_load((ROOT / "data/policies/sla.yml").read_text())["steps"][
        clock
    ]
]
"""The steps of both clocks, in percent of their time; all of them are overdue."""
LONG_AGO = 30 * 86_400
"""Seconds: every promised time is over."""


def test_timers_of_a_desk_that_dies_while_firing_are_fired_exactly_once(
    tmp_path: Path,
) -> None:
    kept = uvloop.run(_die_and_go_on(tmp_path, "K13:2", "K13:1"))

    assert list(timers_once(kept)) == []
    breached = [row for row in kept.rows if row.type == "clock.breached"]
    assert len(breached) == WAITING * len([step for step in STEPS if step >= BREACH])


def test_a_desk_that_forgets_what_it_fired_is_found_out(tmp_path: Path) -> None:
    name = forgets_that_a_timer_has_fired.__name__
    kept = uvloop.run(_die_and_go_on(tmp_path, mutant=name))

    found: list[Violation] = list(timers_once(kept))
    assert {violation.invariant for violation in found} == {"I8"}


async def _die_and_go_on(
    folder: Path, *crash_points: str, mutant: str | None = None
) -> Stored:
    """What is stored after a desk went through these deaths and came to rest."""
    database = folder / "desk.db"
    await _fall_behind(folder)
    async with (
        standin_bot(random.Random(1)) as bot_url,
        desk_process(folder, bot_url, agents=[], mutant=mutant) as desk,
    ):
        for crash_at in crash_points:
            await desk.start(crash_at)
            assert await desk.ended() == EXIT_CODE
        await desk.start()
        await desk.ready()
        await until(lambda: mutant is not None or _waiting(database) == 0)
        await until(lambda: _steps(database) >= WAITING * len(STEPS))
        assert await desk.stop() == 0, desk.log.read_text()[-2000:]
    return stored.read_stored(database)


async def _fall_behind(folder: Path) -> None:
    """Customers have waited for a month, and nobody has looked at a clock since."""
    clock = ManualClock()
    clock.advance(int((SystemClock().now() - clock.now()).total_seconds()) - LONG_AGO)
    async with a_desk(folder, template=prepare_database(folder), clock=clock) as desk:
        waiting = [
            (await queued(desk, await a_customer(desk)))[0] for _ in range(WAITING)
        ]
        await clock_keeping.keep_clocks(desk, waiting, position=None)


def _waiting(database: Path) -> int:
    return _count(
        database,
        "SELECT count(*) FROM timers WHERE state = 'waiting' AND kind = 'clock'",
    )


def _steps(database: Path) -> int:
    return _count(database, "SELECT count(*) FROM events WHERE type LIKE 'clock.%'")


def _count(database: Path, query: str) -> int:
    with closing(sqlite3.connect(database)) as db:
        count: int = db.execute(query).fetchone()[0]
        return count

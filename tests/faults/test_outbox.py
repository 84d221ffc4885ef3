"""A desk that is killed while effects leave it still sends each at least once (I10)."""

import json
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
import uvloop
from aiohttp import web

from handoff.clock import SystemClock, iso
from handoff.crash import EXIT_CODE
from tests.faults.life import desk_process
from tests.faults.outbox_mutants import PLANTS
from tests.support.standin_bot import standin_bot
from tests.support.waiting import until

EFFECTS = 40
DEATHS = ("K15:4", "K16:4")
"""Before an effect leaves, and after it has left but before that is on record."""
KEYS = [f"test:{number:03d}:pager" for number in range(EFFECTS)]

Got = list[tuple[str, bytes]]


@pytest.fixture(autouse=True)
def receiver_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk may call this machine, and can sign."""
    secret = "pager:a-secret-of-many-characters"
    monkeypatch.setenv("FIRSTLINE_WEBHOOK_NETWORKS", "127.0.0.1/32")
    monkeypatch.setenv("FIRSTLINE_WEBHOOK_SECRETS", secret)


def test_effects_of_a_desk_that_dies_while_sending_arrive_at_least_once_in_order(
    tmp_path: Path,
) -> None:
    got = uvloop.run(_die_and_go_on(tmp_path, None))

    assert broken_promises(got) == set()
    # The deaths after an effect had left made it come again: it was worth testing.
    assert len(got) == EFFECTS + sum(death.startswith("K16") for death in DEATHS)


@pytest.mark.parametrize("mutant", PLANTS)
def test_a_broken_outbox_is_found_out(mutant: str, tmp_path: Path) -> None:
    assert broken_promises(uvloop.run(_die_and_go_on(tmp_path, mutant)))


def broken_promises(got: Got) -> set[str]:
    """What a receiver that knows keys it has already would find wrong."""
    first: dict[str, bytes] = {}
    wrong = set()
    for key, body in got:
        if first.setdefault(key, body) != body or json.loads(body)["id"] != key:
            wrong.add("another body under the same key")
    if set(KEYS) - first.keys():
        wrong.add("missing")
    if first.keys() - set(KEYS):
        wrong.add("doubled under another key")
    if list(first) != sorted(first):
        wrong.add("out of order")
    return wrong


async def _die_and_go_on(folder: Path, mutant: str | None) -> Got:
    database, got = folder / "desk.db", []
    async with (
        _receiver(got) as url,
        standin_bot(random.Random(1)) as bot_url,
        desk_process(folder, bot_url, agents=[], mutant=mutant) as desk,
    ):
        _seed(database, url)
        for crash_at in DEATHS:
            await desk.start(crash_at)
            assert await desk.ended() == EXIT_CODE
        await desk.start()
        await desk.ready()
        await until(lambda: _waiting(database) == 0)
        assert await desk.stop() == 0, desk.log.read_text()[-2000:]
    return got


@asynccontextmanager
async def _receiver(got: Got) -> AsyncIterator[str]:
    """Somebody outside who notes everything."""

    async def take(request: web.Request) -> web.Response:
        got.append((request.headers["X-Firstline-Id"], await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


def _seed(database: Path, url: str) -> None:
    now = iso(SystemClock().now())
    policy = (
        "version: 2\nwebhooks:\n"
        f"  - {{id: pager, url: '{url}', secret: pager, kinds: [alert.raised]}}\n"
    )
    with closing(sqlite3.connect(database)) as db, db:
        db.execute(
            "INSERT INTO policy_versions VALUES"
            " ('webhooks.yml', 1, ?, 'per_1', 'Maya', '', ?)",
            (policy, now),
        )
        db.executemany(
            "INSERT INTO outbox (key, kind, target, payload, state, attempts, next_at,"
            " created_at) VALUES"
            " (?, 'alert.raised', 'webhook:pager', '{}', 'waiting', 0, ?, ?)",
            [(key, now, now) for key in KEYS],
        )


def _waiting(database: Path) -> int:
    with closing(sqlite3.connect(database)) as db:
        query = "SELECT count(*) FROM outbox WHERE state = 'waiting'"
        count: int = db.execute(query).fetchone()[0]
    return count

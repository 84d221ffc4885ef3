"""The writer's path beside its floor: how many messages a second become durable.

`python -m bench.writer` sends customers' and agents' messages through the services,
without any socket, and beside it writes the same rows with bare sqlite3 and the same
group commit. Rounds are interleaved; the ratio's median is what counts.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from handoff.config import Settings
from handoff.desk import Desk, open_desk
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.profile import Profile
from handoff.gateways.triage import NoTriage
from handoff.services import customers, handoffs, messages, people
from handoff.storage.migrate import migrate

TEXT = "My parcel is late and nobody answers me."
PAIRS = 64
SECONDS = 3.0

Send = Callable[[int, int], Awaitable[None]]


async def drive(send: Send) -> float:
    """Messages a second when every pair sends one after the other."""
    stop = time.monotonic() + SECONDS
    sent = 0

    async def pair(number: int) -> None:
        nonlocal sent
        turn = 0
        while time.monotonic() < stop:
            await send(number, turn)
            turn += 1
            sent += 1

    began = time.monotonic()
    await asyncio.gather(*(pair(number) for number in range(PAIRS)))
    return sent / (time.monotonic() - began)


async def product(folder: Path) -> float:
    """Messages a second through the services."""
    settings = Settings(data_dir=folder, triage_workers=0)
    migrate(settings.effective_database_url)
    desk = await open_desk(settings, triage=NoTriage())
    agent = await _agent(desk)
    pairs = [await _assigned(desk, agent) for _ in range(PAIRS)]

    async def send(number: int, turn: int) -> None:
        customer, conversation_id, epoch = pairs[number]
        if turn % 2:
            await messages.send_agent_message(
                desk,
                agent,
                conversation_id=conversation_id,
                cmid=uuid.uuid4().hex,
                text=TEXT,
                epoch=epoch,
                last_seq=turn + 10,
            )
        else:
            await messages.receive_customer_message(
                desk,
                customer,
                conversation_id=conversation_id,
                cmid=uuid.uuid4().hex,
                text=TEXT,
            )

    rate = await drive(send)
    await desk.close()
    return rate


async def floor(folder: Path) -> float:
    """Messages a second by bare sqlite3: the same durability, nothing else."""
    connection = sqlite3.connect(
        folder / "floor.db", isolation_level=None, check_same_thread=False
    )
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE c (id TEXT PRIMARY KEY, seq INTEGER NOT NULL);"
        "CREATE TABLE m (c TEXT, seq INTEGER, cmid TEXT, body TEXT,"
        " PRIMARY KEY (c, seq), UNIQUE (c, cmid));"
    )
    names = [(f"cnv_{number}", 0) for number in range(PAIRS)]
    connection.executemany("INSERT INTO c VALUES (?, ?)", names)
    loop = asyncio.get_running_loop()
    waiting: list[tuple[int, asyncio.Future[None]]] = []
    wake = asyncio.Event()

    def commit(batch: list[int]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for number in batch:
            (seq,) = connection.execute(
                "UPDATE c SET seq = seq + 1 WHERE id = ? RETURNING seq",
                (f"cnv_{number}",),
            ).fetchone()
            row = (f"cnv_{number}", seq, uuid.uuid4().hex, TEXT)
            connection.execute("INSERT INTO m VALUES (?, ?, ?, ?)", row)
        connection.execute("COMMIT")

    async def writing() -> None:
        while True:
            await wake.wait()
            wake.clear()
            batch = waiting[:]
            waiting.clear()
            await asyncio.to_thread(commit, [number for number, _ in batch])
            for _, future in batch:
                future.set_result(None)

    async def send(number: int, _turn: int) -> None:
        future: asyncio.Future[None] = loop.create_future()
        waiting.append((number, future))
        wake.set()
        await future

    writer = asyncio.create_task(writing())
    rate = await drive(send)
    writer.cancel()
    connection.close()
    return rate


async def _agent(desk: Desk) -> Person:
    made = await people.add_person(
        desk,
        name="Maya",
        email="maya@example.com",
        role=Role.SUPERVISOR,
        team_ids=["care"],
        profile=Profile(capacity=1000),
    )
    return Person(person_id=made.person.id, name="Maya", role=Role.SUPERVISOR)


async def _assigned(desk: Desk, agent: Person) -> tuple[Customer, str, int]:
    made = await customers.start_session(desk, name=None, locale="en", page_url=None)
    customer = Customer(customer_id=made.customer_id)
    conversation_id = await handoffs.request_by_customer(
        desk, customer, conversation_id=None
    )
    handoff_id = await desk.writer.change(
        lambda unit: getattr(unit.conversation(conversation_id), "handoff_id", "")
    )
    snapshot = await handoffs.accept(desk, agent, handoff_id=handoff_id)
    return customer, conversation_id, snapshot.epoch


async def main(rounds: int) -> None:
    """Prints each round and the median ratio."""
    ratios = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="firstline-bench-") as name:
            below = await floor(Path(name))
            above = await product(Path(name))
        ratios.append(above / below)
        print(
            f"round {number + 1}: floor {below:,.0f}/s, product {above:,.0f}/s, "
            f"ratio {ratios[-1]:.2f}"
        )
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    uvloop.run(main(parser.parse_args().rounds))

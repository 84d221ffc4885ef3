"""The writer: one durable transaction for all that waits; no item spoils another."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from handoff.domain.event import SYSTEM, Committed, EventType
from handoff.errors import Conflict, InternalError, Unavailable
from handoff.storage import tables
from handoff.storage.engine import SecondWriter, WriterLock, writer_engine
from handoff.storage.unit import Unit
from handoff.storage.writer import Writer
from tests.support.clock import ManualClock


@pytest.fixture
def told() -> list[Committed]:
    """What the writer told its listeners."""
    return []


@pytest.fixture
async def writer(database: Path, told: list[Committed]) -> AsyncIterator[Writer]:
    """A running writer."""
    lock = WriterLock(database)
    made = Writer(
        writer_engine(f"sqlite+pysqlite:///{database}"),
        ManualClock(),
        lock=lock,
        on_commit=[told.extend],
    )
    await made.start()
    yield made
    await made.stop()
    lock.release()


def add_customer(unit: Unit, name: str) -> None:
    """A customer row of that name."""
    unit.sql().execute(
        insert(tables.customers).values(
            customer_id=name,
            token_hash=name,
            verified=False,
            locale="en",
            created_at=unit.now,
        )
    )


def start(unit: Unit, name: str) -> None:
    """A customer with a conversation and one event."""
    add_customer(unit, name)
    conversation = unit.start_conversation(f"cnv_{name}", name)
    unit.append(conversation, EventType.MESSAGE_CREATED, SYSTEM, {"text": "Hello"})


async def names(writer: Writer) -> list[str]:
    """The customers that are stored."""
    return await writer.change(
        lambda unit: list(
            unit.sql().scalars(
                select(tables.customers.c.customer_id).order_by(
                    tables.customers.c.customer_id
                )
            )
        )
    )


async def test_refused_work_leaves_nothing_behind(
    writer: Writer, told: list[Committed]
) -> None:
    def refuse(unit: Unit) -> None:
        start(unit, "bad")
        raise Conflict("no")

    answers = await asyncio.gather(
        writer.change(lambda unit: start(unit, "a")),
        writer.change(refuse),
        writer.change(lambda unit: start(unit, "b")),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [type(None), Conflict, type(None)]
    assert await names(writer) == ["a", "b"]
    assert [(c.conversation_id, c.position) for c in told] == [
        ("cnv_a", 1),
        ("cnv_b", 2),
    ]


async def test_broken_work_is_isolated_by_writing_the_others_singly(
    writer: Writer, told: list[Committed]
) -> None:
    def break_down(unit: Unit) -> None:
        start(unit, "bad")
        raise KeyError("a bug")

    answers = await asyncio.gather(
        writer.change(lambda unit: start(unit, "a")),
        writer.change(break_down),
        writer.change(lambda unit: start(unit, "b")),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [
        type(None),
        InternalError,
        type(None),
    ]
    assert await names(writer) == ["a", "b"]
    assert [c.position for c in told] == [1, 2]


async def test_violated_constraint_fails_only_its_own_work(writer: Writer) -> None:
    answers = await asyncio.gather(
        writer.change(lambda unit: add_customer(unit, "a")),
        writer.change(lambda unit: add_customer(unit, "a")),
        writer.change(lambda unit: add_customer(unit, "b")),
        return_exceptions=True,
    )

    assert [type(answer) for answer in answers] == [
        type(None),
        InternalError,
        type(None),
    ]
    assert await names(writer) == ["a", "b"]


async def test_database_that_is_locked_refuses_without_an_answer(
    writer: Writer, database: Path, told: list[Committed]
) -> None:
    foreign = sqlite3.connect(database, isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable):
        await writer.change(lambda unit: start(unit, "a"))
    foreign.execute("ROLLBACK")
    foreign.close()
    await writer.change(lambda unit: start(unit, "b"))

    assert await names(writer) == ["b"]
    assert [c.conversation_id for c in told] == ["cnv_b"]


async def test_full_database_refuses_and_recovers(
    writer: Writer, told: list[Committed]
) -> None:
    await writer.change(lambda unit: start(unit, "a"))

    def set_limit(unit: Unit, pages: int) -> None:
        unit.sql().exec_driver_sql(f"PRAGMA max_page_count={pages}")

    await writer.change(lambda unit: set_limit(unit, 1))
    with pytest.raises(Unavailable):
        await writer.change(lambda unit: fill(unit))
    await writer.change(lambda unit: set_limit(unit, 1_000_000))
    await writer.change(lambda unit: start(unit, "b"))

    assert await names(writer) == ["a", "b"]


def fill(unit: Unit) -> None:
    """More than any free page of the database holds."""
    conversation = unit.conversation("cnv_a")
    assert conversation is not None
    for _ in range(200):
        unit.append(
            conversation, EventType.MESSAGE_CREATED, SYSTEM, {"text": "x" * 4_000}
        )


async def test_listener_that_fails_does_not_silence_the_others(
    writer: Writer, told: list[Committed]
) -> None:
    def fail(_told: list[Committed]) -> None:
        raise KeyError("a bug")

    writer._on_commit.insert(0, fail)
    await writer.change(lambda unit: start(unit, "a"))

    assert [c.conversation_id for c in told] == ["cnv_a"]


async def test_everything_asked_for_before_the_stop_is_stored(database: Path) -> None:
    lock = WriterLock(database)
    writer = Writer(
        writer_engine(f"sqlite+pysqlite:///{database}"),
        ManualClock(),
        lock=lock,
        on_commit=[],
    )
    await writer.start()
    asked = [
        asyncio.ensure_future(writer.change(partial(start, name=f"c{n}")))
        for n in range(300)
    ]
    await asyncio.sleep(0)

    await writer.stop()
    await asyncio.gather(*asked)
    lock.release()

    stored = sqlite3.connect(database)
    assert stored.execute("SELECT count(*) FROM conversations").fetchone() == (300,)
    stored.close()


def say_again(unit: Unit, name: str) -> int:
    """One more event in the conversation that `start` made; its seq."""
    conversation = unit.conversation(f"cnv_{name}")
    assert conversation is not None
    said = {"text": "Again"}
    return unit.append(conversation, EventType.MESSAGE_CREATED, SYSTEM, said).seq


async def test_what_another_process_wrote_counts(
    writer: Writer, database: Path
) -> None:
    await writer.change(partial(start, name="a"))
    assert await writer.change(partial(say_again, name="a")) == 2
    foreign = sqlite3.connect(database)
    foreign.execute("UPDATE conversations SET last_seq = 7")
    foreign.commit()
    foreign.close()

    assert await writer.change(partial(say_again, name="a")) == 8


async def test_nothing_is_remembered_of_what_was_rolled_back(writer: Writer) -> None:
    await writer.change(partial(start, name="a"))

    def refuse(unit: Unit) -> None:
        say_again(unit, "a")
        raise Conflict("no")

    for _ in range(2):
        with pytest.raises(Conflict):
            await writer.change(refuse)

    assert await writer.change(partial(say_again, name="a")) == 2


async def test_one_batch_may_hold_any_number_of_events(writer: Writer) -> None:
    await writer.change(partial(start, name="a"))

    seqs = await asyncio.gather(
        *(writer.change(partial(say_again, name="a")) for _ in range(301))
    )

    assert seqs == list(range(2, 303))


async def test_positions_go_on_after_a_restart(database: Path) -> None:
    positions: list[int] = []
    for name in ("a", "b"):
        lock = WriterLock(database)
        writer = Writer(
            writer_engine(f"sqlite+pysqlite:///{database}"),
            ManualClock(),
            lock=lock,
            on_commit=[lambda told: positions.extend(c.position for c in told)],
        )
        await writer.start()
        await writer.change(partial(start, name=name))
        await writer.stop()
        lock.release()

    assert positions == [1, 2]


def test_second_desk_on_the_same_file_is_refused(database: Path) -> None:
    lock = WriterLock(database)

    with pytest.raises(SecondWriter):
        WriterLock(database)

    lock.release()
    WriterLock(database).release()


def test_guest_may_write_beside_a_desk(database: Path) -> None:
    lock = WriterLock(database)

    guest = WriterLock(database, guest=True)

    guest.release()
    lock.release()

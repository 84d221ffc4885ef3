"""Frames on their way to one socket."""

import asyncio

import pytest

from handoff.sockets.outbox import BYTES, CHUNK, FRAMES, GOING_AWAY, RESYNC, Outbox
from tests.support.wire import ListWire, LostWire


async def test_frames_are_written_in_order_until_the_close() -> None:
    wire = ListWire()
    outbox = Outbox(wire)
    for frame in (b"1", b"2", b"3"):
        assert outbox.offer(frame)
    outbox.close(GOING_AWAY)

    await outbox.run()

    assert wire.taken == [b"1", b"2", b"3"]


async def test_a_full_outbox_takes_no_more_than_its_frames() -> None:
    outbox = Outbox(ListWire())

    taken = sum(outbox.offer(b"x") for _ in range(FRAMES * 2))

    assert taken == FRAMES


async def test_a_full_outbox_takes_no_more_than_its_bytes() -> None:
    outbox = Outbox(ListWire())
    frame = b"x" * (BYTES // 4)

    taken = sum(outbox.offer(frame) for _ in range(20))

    assert taken == 4


async def test_one_frame_above_the_size_still_leaves_an_idle_outbox() -> None:
    wire = ListWire()
    outbox = Outbox(wire)
    frame = b"x" * (BYTES * 2)
    assert outbox.offer(frame)
    outbox.close(GOING_AWAY)

    await outbox.run()

    assert wire.taken == [frame]


async def test_what_is_pushed_in_one_turn_is_written_together() -> None:
    wire = ListWire()
    outbox = Outbox(wire)
    writer = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)

    for frame in (b"1", b"2", b"3"):
        outbox.push(frame)
    await asyncio.sleep(0)
    outbox.push(b"4")
    await asyncio.sleep(0)

    assert wire.writes == [3, 1]
    outbox.close(GOING_AWAY)
    await writer


async def test_much_is_written_in_chunks() -> None:
    wire = ListWire()
    outbox = Outbox(wire)
    for _ in range(4):
        outbox.push(b"x" * (CHUNK // 2))
    outbox.close(GOING_AWAY)

    await outbox.run()

    assert wire.writes == [2, 2]


async def test_nothing_is_written_while_the_peer_takes_too_little() -> None:
    wire = ListWire()
    wire.open.clear()
    outbox = Outbox(wire)
    writer = asyncio.create_task(outbox.run())
    for frame in (b"1", b"2", b"3"):
        outbox.push(frame)
        await asyncio.sleep(0)
    assert sum(wire.writes) == 1

    wire.open.set()
    outbox.close(GOING_AWAY)
    await writer

    assert wire.taken == [b"1", b"2", b"3"]


async def test_a_peer_that_is_gone_ends_the_outbox() -> None:
    outbox = Outbox(LostWire())
    writer = asyncio.create_task(outbox.run())
    await asyncio.sleep(0)

    outbox.push(b"x")

    with pytest.raises(ConnectionError):
        await asyncio.wait_for(writer, 5)


async def test_room_returns_once_the_peer_has_read() -> None:
    wire = ListWire()
    wire.open.clear()
    outbox = Outbox(wire)
    while outbox.offer(b"x"):
        pass
    writer = asyncio.create_task(outbox.run())
    waiting = asyncio.create_task(outbox.room())
    await asyncio.sleep(0)
    assert not waiting.done()

    wire.open.set()

    await asyncio.wait_for(waiting, 5)
    assert outbox.has_room
    outbox.close(GOING_AWAY)
    await writer


async def test_a_peer_that_takes_nothing_is_let_go() -> None:
    wire = ListWire()
    wire.open.clear()
    outbox = Outbox(wire, stall_seconds=0.01)
    outbox.push(b"x")

    with pytest.raises(TimeoutError):
        await outbox.run()


async def test_a_closing_outbox_takes_nothing_and_keeps_nobody_waiting() -> None:
    outbox = Outbox(ListWire())
    outbox.close(GOING_AWAY, "bye")
    outbox.close(RESYNC, "later")

    assert not outbox.offer(b"x")
    await asyncio.wait_for(outbox.room(), 1)
    assert (outbox.close_code, outbox.close_reason) == (GOING_AWAY, "bye")

"""Frames on their way to one socket."""

import asyncio

import pytest

from handoff.sockets.outbox import BYTES, FRAMES, GOING_AWAY, RESYNC, Outbox


class Wire:
    """A peer that can stop taking what is written to it."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.open = asyncio.Event()
        self.open.set()

    async def write(self, frame: bytes) -> None:
        await self.open.wait()
        self.taken.append(frame)


async def test_frames_are_written_in_order_until_the_close() -> None:
    wire = Wire()
    outbox = Outbox(wire.write)
    for frame in (b"1", b"2", b"3"):
        assert outbox.offer(frame)
    outbox.close(GOING_AWAY)

    await outbox.run()

    assert wire.taken == [b"1", b"2", b"3"]


async def test_a_full_outbox_takes_no_more_than_its_frames() -> None:
    outbox = Outbox(Wire().write)

    taken = sum(outbox.offer(b"x") for _ in range(FRAMES * 2))

    assert taken == FRAMES


async def test_a_full_outbox_takes_no_more_than_its_bytes() -> None:
    outbox = Outbox(Wire().write)
    frame = b"x" * (BYTES // 4)

    taken = sum(outbox.offer(frame) for _ in range(20))

    assert taken == 4


async def test_one_frame_above_the_size_still_leaves_an_idle_outbox() -> None:
    wire = Wire()
    outbox = Outbox(wire.write)
    frame = b"x" * (BYTES * 2)
    assert outbox.offer(frame)
    outbox.close(GOING_AWAY)

    await outbox.run()

    assert wire.taken == [frame]


async def test_room_returns_once_the_peer_has_read() -> None:
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire.write)
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
    wire = Wire()
    wire.open.clear()
    outbox = Outbox(wire.write, stall_seconds=0.01)
    outbox.push(b"x")

    with pytest.raises(TimeoutError):
        await outbox.run()


async def test_a_closing_outbox_takes_nothing_and_keeps_nobody_waiting() -> None:
    outbox = Outbox(Wire().write)
    outbox.close(GOING_AWAY, "bye")
    outbox.close(RESYNC, "later")

    assert not outbox.offer(b"x")
    await asyncio.wait_for(outbox.room(), 1)
    assert (outbox.close_code, outbox.close_reason) == (GOING_AWAY, "bye")

"""Frames that no client of ours would send (S16, S17, F25)."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.door import Door, a_message, open_door
from tests.support.raw_socket import CONTINUE, RawSocket

# One desk for all: each test brings customers of its own.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with open_door(tmp_path_factory.mktemp("desk"), limit_off=True) as opened:
        yield opened


async def test_compression_is_never_agreed_to(door: Door) -> None:
    raw = await RawSocket.open(
        door, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    )

    assert b"Sec-WebSocket-Extensions" not in raw.upgrade
    await raw.send(b"{}", rsv=0b100)
    assert await raw.close_code() == 1002
    raw.hang_up()


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"payload": b"x" * (16 * 1024 + 1)}], 1009),
        (
            [
                {"payload": b"x" * 9000, "fin": False},
                {"payload": b"x" * 9000, "opcode": CONTINUE},
            ],
            1009,
        ),
        ([{"payload": b"", "length": 2**63 - 1}], 1009),
        ([{"payload": b"", "length": 2**40}], 1009),
        ([{"payload": b"{}", "opcode": 0x3}], 1002),
        ([{"payload": b"x" * 126, "opcode": 0x9}], 1002),
        ([{"payload": b"{}", "opcode": CONTINUE}], 1002),
        ([{"payload": b'{"\xff":1}'}], 1007),
    ],
    ids=[
        "too large",
        "too large in pieces",
        "63-bit length",
        "40-bit length",
        "unknown opcode",
        "large ping",
        "no beginning",
        "not UTF-8",
    ],
)
async def test_a_wrong_frame_closes_only_its_own_socket(
    door: Door, frames: list[dict[str, Any]], code: int
) -> None:
    bystander = await door.customer()
    raw = await RawSocket.open(door)
    for frame in frames:
        await raw.send(frame.pop("payload"), **frame)

    assert await raw.close_code() in (code, None)
    raw.hang_up()
    assert (await bystander.ask("message.send", a_message()))["type"] == "ack"


async def test_a_frame_byte_by_byte_is_still_one_frame(door: Door) -> None:
    token = await door.visitor()
    raw = await RawSocket.open(door)
    hello = {"type": "session.hello", "ref": "1", "data": {"token": token}}
    body = json.dumps(hello).encode()
    head = struct.pack("!BBH", 0x81, 0x80 | 126, len(body)) + b"\0\0\0\0"

    for byte in head + body:
        raw.writer.write(bytes([byte]))
        await raw.writer.drain()

    async with asyncio.timeout(5):
        answer = await raw.reader.readuntil(b'"limits":{"max_chars":4000}')
    assert b"session.ready" in answer
    raw.hang_up()


async def test_a_binary_frame_closes_the_socket(door: Door) -> None:
    customer = await door.customer()
    await customer.socket.send_bytes(b"{}")

    assert await customer.closed() == 1000

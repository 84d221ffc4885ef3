"""Frames as they go over the wire."""

import pytest

from handoff.sockets.transport import text_frame


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f" + (65_536).to_bytes(8)),
    ],
)
def test_a_frame_says_how_long_it_is(size: int, head: bytes) -> None:
    assert text_frame(b"x" * size) == head + b"x" * size

"""Crash points: places where a test may end the process hard, none in real use.

`CRASH_AT=K4:3` ends it the third time that point K4 is reached.
"""

import os
from collections.abc import Callable, Mapping
from typing import Final

POINTS: Final[Mapping[str, str]] = {
    "K1": "a frame is parsed, nothing is done yet",
    "K2": "the limiter let a command pass",
    "K3": "inside the transaction, before its commit",
    "K4": "committed, before anyone is told",
    "K5": "told the hub, before the acknowledgement is sent",
    "K7": "a turn is taken up, before the bot is called",
    "K8": "the bot is being called",
    "K9": "the bot's reply is here, not yet committed",
    "K10": "the bot's reply is committed, not yet delivered",
    "K11": "inside the transaction of a handoff",
    "K12": "a claim is committed, nobody is told yet",
    "K13": "timers have fired, before their commit",
    "K14": "between two migration steps",
    "K15": "an effect is committed, about to leave the desk",
    "K16": "an effect has left the desk, which is not yet on record",
    "K20": "during a graceful stop",
}

EXIT_CODE: Final = 86
"""Exit status of a process that a crash point ended."""


def _unarmed(point: str) -> None:
    """Does nothing: the shape every process has outside a crash test."""


reach: Callable[[str], None] = _unarmed


def arm(spec: str) -> None:
    """The process now ends, without any clean-up, at the named point.

    Args:
        spec: `Kn:count`, the count-th time that the point is reached.

    Raises:
        ValueError: the point is unknown or the count is not a number above 0.
    """
    global reach
    name, _, count = spec.partition(":")
    left = int(count or "1")
    if name not in POINTS or left < 1:
        raise ValueError(f"CRASH_AT must be one of {', '.join(POINTS)} with :count")

    def crash(point: str) -> None:
        nonlocal left
        if point == name:
            left -= 1
            if left == 0:
                os._exit(EXIT_CODE)

    reach = crash

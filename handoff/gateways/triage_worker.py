"""What runs inside a triage worker process: load once, rate one text at a time."""

import ctypes
import os
import signal
from typing import Any, Final

import msgspec

_PR_SET_PDEATHSIG: Final = 1

_loaded: list[Any] = []


def load() -> None:
    """The process holds the triage library and dies with the desk."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # One thread, and last in line: the cores belong to the desk and the bot.
    os.nice(10)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from actions import triage

    _loaded.append(triage.load())


def rate(text: str) -> dict[str, Any]:
    """The rating of one message (docs/protocol.md, RATING)."""
    rated = _loaded[0].rate(text).to_dict()
    # Through JSON: what is told at once must equal what is later read from the log.
    return msgspec.json.decode(msgspec.json.encode(rated), type=dict[str, Any])

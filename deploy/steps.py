"""Runs the long commands of set-up: a live line, a log file, an error with its cure."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.layout import LOGS, ROOT

_DISK = (
    "The disk is full. The two environments need about 4 GB, and the download cache "
    "as much again."
)
_HASH = (
    "A downloaded file is not the one that the lock names. Try again; if it stays, "
    "something between here and the package index changes files."
)
_NETWORK = (
    "The package index cannot be reached. Set-up needs the network once; behind a "
    "mirror set PIP_INDEX_URL, behind a proxy HTTPS_PROXY."
)
_RIGHTS = (
    "A file may not be written. The checkout must belong to the user who runs this."
)
_VENV = (
    "This Python cannot make environments.\n"
    "On Debian:  sudo apt-get install python3-venv"
)
# What a failed command's output says -> what to do about it; the first that fits.
_CURES = {
    "No space left on device": _DISK,
    "os error 28": _DISK,
    "ensurepip is not": _VENV,
    "hash mismatch": _HASH,
    "do not match the hashes": _HASH,
    "dns error": _NETWORK,
    "name resolution": _NETWORK,
    "name or service not known": _NETWORK,
    "network is unreachable": _NETWORK,
    "connection refused": _NETWORK,
    "error sending request": _NETWORK,
    "newconnectionerror": _NETWORK,
    "timed out": _NETWORK,
    "permission denied": _RIGHTS,
}


class SetupError(Exception):
    """A step of set-up failed; the message says what to do about it."""


def run(
    name: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
) -> None:
    """Run a command to its end, its output in a log, the time it takes on one line.

    Raises SetupError with the end of the output and its likely cure if it fails.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name.replace(' ', '-')}.log"
    with log.open("wb") as output, _Ticker(name, log):
        if code := _call(command, env, output.fileno()):
            raise SetupError(explain(name, log.read_text(errors="replace"), code))


def _call(
    command: Sequence[str | Path], env: Mapping[str, str] | None, output: int
) -> int:
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=None if env is None else {**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise SetupError(f"{command[0]} cannot be started: {error}") from error
    return done.returncode


def explain(name: str, output: str, code: int) -> str:
    """Return one screen about a failure: the end of its output, then what to do."""
    tail = "\n".join(f"  | {line}" for line in output.splitlines()[-15:])
    said = output.lower()
    cures = (cure for mark, cure in _CURES.items() if mark.lower() in said)
    cure = next(cures, f"The whole output is in {LOGS.relative_to(ROOT)}.")
    return f"{name} failed (exit code {code}).\n{tail}\n\n{cure}"


class _Ticker:
    """A line that shows a running step: seconds, and the last line of its output."""

    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self.log = log
        self.live = sys.stderr.isatty()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> None:
        self.start = time.monotonic()
        if not self.live:
            self._say(f"… {self.name}")
        self.thread.start()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.ended.set()
        self.thread.join()
        mark = "✗" if kind else "✓"
        self._say(f"{mark} {self.name}  {self._elapsed():.1f} s")

    def _elapsed(self) -> float:
        return time.monotonic() - self.start

    def _tick(self) -> None:
        frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
        count = 0
        while not self.ended.wait(0.2 if self.live else 20):
            line = f"{self.name}  {self._elapsed():.0f} s"
            if self.live:
                line = f"{frames[count % len(frames)]} {line}  {self._last()}"
            self._say(line, end="" if self.live else "\n")
            count += 1

    def _last(self) -> str:
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 400))
            words = file.read().decode(errors="replace").split()
        return " ".join(words)[-60:]

    def _say(self, line: str, end: str = "\n") -> None:
        before = "\r\033[K" if self.live else ""
        print(f"{before}{line}", end=end, file=sys.stderr, flush=True)

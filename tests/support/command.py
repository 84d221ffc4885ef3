"""The `firstline` command, run as other programs run it."""

import asyncio
import sys
from dataclasses import dataclass

from tests.support.checkout import ROOT


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it wrote."""

    code: int | None
    out: str
    err: str


async def firstline(*arguments: str, given: str = "") -> Done:
    """The command has ended; `given` was its standard input."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handoff.cli", *arguments),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(given.encode())
    return Done(process.returncode, out.decode(), err.decode())

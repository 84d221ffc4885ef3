"""The bot's understanding, run in the bot's own Python without starting Rasa."""

import asyncio
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from handoff.domain.gate import Reading
from handoff.errors import DependencyFailed
from handoff.gateways import training

T = TypeVar("T")

NICE: Final = ("nice", "-n", "10")
"""Measuring waits for customers: the cores belong to the desk and the bot."""


class Grouped(msgspec.Struct, frozen=True):
    """A message's group and the topic the model would guess."""

    id: str
    cluster: int
    topic: str | None
    confidence: float


async def group(root: Path, model: str, messages: dict[str, str]) -> list[Grouped]:
    """The messages, by id, in groups that ask the same; central ones first.

    Raises:
        DependencyFailed: the bot's environment is missing or the model unusable.
    """
    rows = [{"id": key, "text": text} for key, text in messages.items()]
    return await _run(root, ["group", "--model", f"models/{model}"], rows, Grouped)


async def read_with(root: Path, model: str, texts: Sequence[str]) -> list[Reading]:
    """What the model takes each text to be about.

    Raises:
        DependencyFailed: the bot's environment is missing or the model unusable.
    """
    rows = [{"text": text} for text in texts]
    return await _run(root, ["answer", "--model", f"models/{model}"], rows, Reading)


async def _run(
    root: Path, arguments: Sequence[str], rows: Iterable[dict[str, Any]], type: type[T]
) -> list[T]:
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    python = str(training.bot_python(root))
    try:
        process = await asyncio.create_subprocess_exec(
            *(*NICE, python, "-m", "bot.understanding", *arguments),
            cwd=root,
            env={**os.environ, **training.QUIET_RASA},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise DependencyFailed("the bot's environment is missing") from error
    try:
        out, complaint = await process.communicate(lines)
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        said = complaint.decode(errors="replace").strip().splitlines()[-1:]
        raise DependencyFailed(f"the bot's library failed: {' '.join(said)}")
    decoder = msgspec.json.Decoder(type)
    return [decoder.decode(line) for line in out.splitlines()]

"""One answer per turn: recorded, repeated when asked again, one turn at a time."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.turn_request import TurnRequest

Answer = dict[str, Any]
Answering = Callable[[TurnRequest], Awaitable[Answer]]

# The desk asks again within seconds; a day covers a desk that was down over night.
KEPT_SECONDS = 24 * 3600
_PRUNE_EVERY = 1_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
  conversation_id TEXT NOT NULL, turn_id TEXT NOT NULL, at REAL NOT NULL,
  answer TEXT NOT NULL, PRIMARY KEY (conversation_id, turn_id)) WITHOUT ROWID
"""


class TurnInProgress(Exception):
    """Raised if the conversation is in the middle of another turn."""


class Answers:
    """The answers given, in a small SQLite file that survives a restart."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Open or make the file, readable by its owner only; forget what is old."""
        self._clock = clock
        self._written = 0
        path.touch(mode=0o600)
        self._database = sqlite3.connect(path, isolation_level=None)
        # A killed process loses nothing; power loss costs at most a repeated turn.
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(_SCHEMA)
        self._prune()

    def get(self, conversation_id: str, turn_id: str) -> Answer | None:
        """Return the recorded answer of a turn."""
        row = self._database.execute(
            "SELECT answer FROM answers WHERE conversation_id = ? AND turn_id = ?",
            (conversation_id, turn_id),
        ).fetchone()
        answer: Answer | None = json.loads(row[0]) if row else None
        return answer

    def put(self, conversation_id: str, turn_id: str, answer: Answer) -> None:
        """Record the answer of a turn; the first one stays."""
        self._database.execute(
            "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)",
            (conversation_id, turn_id, self._clock(), json.dumps(answer)),
        )
        self._written += 1
        if self._written % _PRUNE_EVERY == 0:
            self._prune()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _prune(self) -> None:
        oldest = self._clock() - KEPT_SECONDS
        self._database.execute("DELETE FROM answers WHERE at < ?", (oldest,))


class Turns:
    """Answers each turn once, however often and from wherever it is asked."""

    def __init__(self, answers: Answers, answering: Answering) -> None:
        """Record in `answers` what `answering` makes of a request."""
        self._answers = answers
        self._answering = answering
        self._running: dict[str, tuple[str, asyncio.Task[Answer]]] = {}

    async def answer(self, request: TurnRequest) -> Answer:
        """Return the answer of a turn: the recorded one, the one being made, a new one.

        The work goes on when the caller hangs up. Raises TurnInProgress if another turn
        of the conversation is being answered, and whatever answering raises; a failed
        turn is not recorded and may be asked again.
        """
        recorded = self._answers.get(request.conversation_id, request.turn_id)
        if recorded is not None:
            return recorded
        running = self._running.get(request.conversation_id)
        if running is None:
            running = (request.turn_id, asyncio.create_task(self._work(request)))
            self._running[request.conversation_id] = running
            running[1].add_done_callback(_looked_at)
        turn_id, task = running
        if turn_id != request.turn_id:
            raise TurnInProgress(turn_id)
        return await asyncio.shield(task)

    async def _work(self, request: TurnRequest) -> Answer:
        try:
            answer = await self._answering(request)
            self._answers.put(request.conversation_id, request.turn_id, answer)
            return answer
        finally:
            del self._running[request.conversation_id]


def _looked_at(task: asyncio.Task[Answer]) -> None:
    """Take note of the exception even if every caller has hung up."""
    if not task.cancelled():
        task.exception()

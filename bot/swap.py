"""Replaces the serving model by another one, between turns and off the event loop."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rasa.core.agent import Agent
from rasa.shared.exceptions import RasaException

from bot.nlg import ScriptNLG
from bot.tracker_store import TurnTrackerStore
from bot.understanding.encoder import EncoderError
from bot.understanding.errors import UnderstandingError

logger = logging.getLogger(__name__)

# Said to a new model before customers are: it is checked, and its caches are warm.
_FIRST_WORDS = "Where is my order?"
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,120}\.tar\.gz")
_HASH = re.compile(r"[0-9a-f]{64}")


class SwapRefused(Exception):
    """Raised if a model is not taken; `code` is the protocol's error code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Wanted:
    """The model to serve: its file below models/, and that file's SHA-256."""

    file: str
    sha256: str


def parse_wanted(body: bytes) -> Wanted:
    """Return what `body` asks for; raises SwapRefused (400) saying what is wrong."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SwapRefused(400, "bad_request", "the body is not JSON") from error
    if not isinstance(content, dict) or set(content) != {"file", "sha256"}:
        raise SwapRefused(400, "bad_request", "exactly file and sha256 are needed")
    file, digest = content["file"], content["sha256"]
    # A name, not a path: only what lies directly in the models folder is served.
    if not isinstance(file, str) or not _FILE.fullmatch(file):
        raise SwapRefused(400, "bad_request", "file: not the name of a .tar.gz file")
    if not isinstance(digest, str) or not _HASH.fullmatch(digest):
        raise SwapRefused(400, "bad_request", "sha256: not 64 hexadecimal digits")
    return Wanted(file, digest)


class Swapper:
    """Makes new agents out of model files, one at a time."""

    def __init__(self, models: Path) -> None:
        """Take files from the folder `models` only."""
        self._models = models
        self._busy = False

    async def load(self, wanted: Wanted, current: Agent) -> Agent:
        """Return an agent that serves `wanted`; `current` is left as it is.

        The work is done in a thread while turns are answered. Raises SwapRefused: 404
        without such a file, 409 if its content has another hash or a swap is under
        way, 422 if it cannot be served.
        """
        if self._busy:
            raise SwapRefused(409, "swap_in_progress", "another model is being loaded")
        self._busy = True
        began = time.monotonic()
        try:
            agent = await asyncio.to_thread(self._load, wanted, current)
        finally:
            self._busy = False
        logger.info("loaded %s in %.2f s", wanted.file, time.monotonic() - began)
        return agent

    def _load(self, wanted: Wanted, current: Agent) -> Agent:
        content = self._checked(wanted)
        # What was checked is what is loaded, whatever becomes of the file meanwhile.
        with tempfile.TemporaryDirectory(prefix="firstline-model-") as folder:
            copy = Path(folder) / wanted.file
            copy.write_bytes(content)
            try:
                return _agent(copy, current)
            except (
                RasaException,
                EncoderError,
                UnderstandingError,
                OSError,
                ValueError,
                KeyError,
                TypeError,
            ) as error:
                logger.exception("%s cannot be served", wanted.file)
                raise SwapRefused(
                    422, "model_unusable", f"{wanted.file}: {error}"
                ) from error

    def _checked(self, wanted: Wanted) -> bytes:
        path = self._models / wanted.file
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SwapRefused(404, "not_found", f"no model {wanted.file}") from error
        if hashlib.sha256(content).hexdigest() != wanted.sha256:
            raise SwapRefused(
                409, "hash_mismatch", f"{wanted.file} is not what was asked for"
            )
        return content


def _agent(file: Path, current: Agent) -> Agent:
    """Return an agent of its own: the old one's turns go on with their own domain."""
    agent = Agent(
        generator=ScriptNLG(),
        tracker_store=TurnTrackerStore(None),
        lock_store=current.lock_store,
        action_endpoint=current.action_endpoint,
    )
    agent.load_model(file)
    asyncio.run(agent.parse_message(_FIRST_WORDS))
    return agent

"""Readers: query-only connections in threads of their own, apart from the writer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from handoff.errors import Unavailable

T = TypeVar("T")


class Reader:
    """Reads for the whole desk; each read sees the database at one moment."""

    def __init__(self, engine: Engine, *, threads: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reader")

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What the query answers, read off the event loop.

        Raises:
            Unavailable: the database cannot be read now.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._read, query)

    def close(self) -> None:
        """Reads under way have ended and every connection is closed."""
        self._threads.shutdown(wait=True)
        self._engine.dispose()

    def _read(self, query: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return query(connection)
        except DBAPIError as error:
            raise Unavailable("the database cannot be read now") from error

"""The one writer: everything that waits goes into one durable transaction.

A thread of its own takes what has queued up, applies it in order, commits once and
only then lets the answers go (reliability D3, D4).
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from handoff import crash
from handoff.clock import Clock
from handoff.domain.event import Committed
from handoff.errors import FirstlineError, InternalError, Unavailable
from handoff.storage.driver import Driver
from handoff.storage.engine import WriterLock, checkpoint
from handoff.storage.tables import events
from handoff.storage.unit import Kit, Unit
from handoff.storage.work import Task, Work

T = TypeVar("T")

MAX_BATCH: Final = 256
MAX_WAITING: Final = 20_000
"""Writes that may wait; beyond it a client is told to send again."""
CHECKPOINT_EVERY: Final = 8000
"""Events between two checkpoints: about 16 MB of log file."""

log = structlog.get_logger(__name__)


class _Job:
    """A piece of work with the future that waits for it."""

    __slots__ = ("error", "future", "value", "work")

    def __init__(self, work: Work[Any], future: asyncio.Future[Any]) -> None:
        self.work = work
        self.future = future
        self.value: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Whoever waits has the answer, unless they have gone."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)


class Writer:
    """Writes for the whole desk, in the order in which it was asked."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        lock: WriterLock | None,
        on_commit: list[Callable[[list[Committed]], None]],
        guest: bool = False,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = lock
        self._guest = guest
        self._on_commit = on_commit
        self._kit = Kit(engine.dialect)
        self._gathered: list[_Job] = []
        self._waiting: queue.SimpleQueue[list[_Job] | None] = queue.SimpleQueue()
        self._outstanding = 0
        self._since_checkpoint = 0
        self._thread: threading.Thread | None = None
        self._position = 0

    async def start(self) -> None:
        """The writer's thread runs and has the database open.

        Raises:
            DBAPIError: the database cannot be opened.
        """
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[None] = loop.create_future()
        self._thread = threading.Thread(
            target=self._run, args=(loop, opened), name="writer", daemon=True
        )
        self._thread.start()
        await opened

    async def stop(self) -> None:
        """Everything asked for is written and the database is closed."""
        if self._thread is None:
            return
        self._hand_over()
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)
        self._thread = None

    async def do(self, work: Work[T]) -> T:
        """The work is durably committed; its answer comes back.

        Raises:
            FirstlineError: the work refused, and nothing of it was written.
            Unavailable: the database cannot commit, or too much waits already.
        """
        if self._thread is None or self._outstanding >= MAX_WAITING:
            raise Unavailable("too much is waiting to be stored")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._outstanding += 1
        if not self._gathered:
            # What else comes in this turn of the loop goes along: to wake the
            # thread for each piece costs more than to write it.
            loop.call_soon(self._hand_over)
        self._gathered.append(_Job(work, future))
        return await future

    async def change(
        self, change: Callable[[Unit], T], *, conversation_id: str | None = None
    ) -> T:
        """The function's changes are durably committed, in a savepoint of their own."""
        return await self.do(Task(change, conversation_id=conversation_id))

    def _run(
        self, loop: asyncio.AbstractEventLoop, opened: asyncio.Future[None]
    ) -> None:
        try:
            connection = self._engine.connect()
            with connection.begin():
                found = connection.scalar(select(func.max(events.c.position)))
            self._position = found or 0
        except Exception as error:  # noqa: BLE001 - whoever starts the desk gets it
            loop.call_soon_threadsafe(opened.set_exception, error)
            return
        loop.call_soon_threadsafe(opened.set_result, None)
        with connection:
            driver = Driver(connection)
            while (jobs := self._take()) is not None:
                told = self._write(driver, jobs)
                loop.call_soon_threadsafe(self._tell, jobs, told)
                self._move_pages(connection)
            self._move_pages(connection, closing=True)

    def _hand_over(self) -> None:
        """What was asked for in this turn of the loop is the thread's."""
        gathered, self._gathered = self._gathered, []
        for at in range(0, len(gathered), MAX_BATCH):
            self._waiting.put(gathered[at : at + MAX_BATCH])

    def _take(self) -> list[_Job] | None:
        """What waits now, at least one; None when the writer shall stop."""
        jobs = self._waiting.get()
        if jobs is None:
            return None
        while len(jobs) < MAX_BATCH:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                # Stop after this batch: nothing can follow the end mark.
                self._waiting.put(None)
                break
            jobs += more
        return jobs

    def _write(self, driver: Driver, jobs: list[_Job]) -> list[Committed]:
        """Every job has its value or error, and what was committed is returned."""
        try:
            with self._guest_gate():
                return self._commit(driver, jobs)
        except DBAPIError as error:
            if isinstance(error, IntegrityError) and len(jobs) > 1:
                return self._write_singly(driver, jobs)
            return self._fail(jobs, error)
        except Exception as error:  # noqa: BLE001 - the top of the writer's loop
            if len(jobs) > 1:
                return self._write_singly(driver, jobs)
            return self._fail(jobs, error)

    def _write_singly(self, driver: Driver, jobs: list[_Job]) -> list[Committed]:
        """One bad job does not spoil the others: each has a transaction of its own."""
        told: list[Committed] = []
        for job in jobs:
            told.extend(self._write(driver, [job]))
        return told

    def _fail(self, jobs: list[_Job], error: Exception) -> list[Committed]:
        log.error("writer.batch.failed", jobs=len(jobs), exc_info=error)
        known: FirstlineError = (
            Unavailable("the database cannot store this now")
            if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError)
            else error
            if isinstance(error, FirstlineError)
            else InternalError("the desk failed to store this")
        )
        for job in jobs:
            job.value, job.error = None, known
        return []

    def _commit(self, driver: Driver, jobs: list[_Job]) -> list[Committed]:
        driver.begin()
        try:
            told = self._apply_all(driver, jobs)
            driver.commit()
        except BaseException:
            driver.rollback()
            self._kit.held.clear()
            raise
        self._kit.held.trim()
        self._position += len(told)
        self._since_checkpoint += len(told)
        crash.reach("K4")
        return told

    def _apply_all(self, driver: Driver, jobs: list[_Job]) -> list[Committed]:
        if driver.changed_elsewhere():
            self._kit.held.clear()
        unit = Unit(driver, self._kit, now=self._clock.now(), position=self._position)
        works = [job.work for job in jobs]
        unit.prefetch(
            (work.conversation_id for work in works if work.conversation_id),
            (work.cmid for work in works if work.cmid),
        )
        for job in jobs:
            if job.work.isolated:
                _apply_isolated(driver, unit, job)
            else:
                _apply(unit, job)
        unit.flush()
        return unit.committed()

    def _tell(self, jobs: list[_Job], told: list[Committed]) -> None:
        self._outstanding -= len(jobs)
        for job in jobs:
            job.settle()
        for listener in self._on_commit if told else ():
            try:
                listener(told)
            except Exception:
                # What is committed is committed: the others must hear of it.
                log.exception("writer.listener.failed")

    def _guest_gate(self) -> AbstractContextManager[None]:
        if self._guest and self._lock is not None:
            return self._lock.gate()
        return nullcontext()

    def _move_pages(self, connection: Connection, *, closing: bool = False) -> None:
        due = self._since_checkpoint >= CHECKPOINT_EVERY
        if self._lock is None or self._guest or not (due or closing):
            return
        self._since_checkpoint = 0
        try:
            with self._lock.gate():
                checkpoint(connection, mode="TRUNCATE" if closing else "PASSIVE")
        except DBAPIError as error:
            # Nothing is lost: the pages stay in the log file until the next one.
            log.warning("writer.checkpoint.failed", exc_info=error)


def _apply(unit: Unit, job: _Job) -> None:
    before = unit.writes
    try:
        job.value, job.error = job.work.apply(unit), None
    except FirstlineError as error:
        if unit.writes != before:
            raise InternalError("work refused after its first write") from error
        job.value, job.error = None, error


def _apply_isolated(driver: Driver, unit: Unit, job: _Job) -> None:
    mark = unit.mark()
    try:
        with driver.savepoint():
            job.value, job.error = job.work.apply(unit), None
            unit.flush()
    except FirstlineError as error:
        unit.forget(mark)
        job.value, job.error = None, error

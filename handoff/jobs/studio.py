"""The studio's work in the background: one piece at a time, customers come first."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from handoff.desk import Desk
from handoff.domain.notice import Notice, StudioWork
from handoff.errors import FirstlineError
from handoff.services import questions
from handoff.services.replay_work import run_replay
from handoff.services.training_work import run_training
from handoff.storage import replays, trainings

log = structlog.get_logger(__name__)

Work = Callable[[Desk, str], Awaitable[object]]


async def _group(desk: Desk, _key: str) -> None:
    await questions.group_open(desk)


WORK: Mapping[str, Work] = {
    "training": run_training,
    "replay": run_replay,
    "group": _group,
}


class Workshop:
    """Takes the studio's work as it is asked for, in that order."""

    def __init__(self, desk: Desk, work: Mapping[str, Work] = WORK) -> None:
        self._desk = desk
        self._work = work
        self._waiting: list[StudioWork] = []
        self._some = asyncio.Event()
        self._now: tuple[str, asyncio.Task[None]] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is under way or waits."""
        return self._now is None and not self._waiting

    def hear(self, notice: Notice) -> None:
        """The work is wanted, or what is wanted no longer is stopped."""
        if not isinstance(notice, StudioWork):
            return
        if notice.kind != "cancel":
            if notice not in self._waiting:
                self._waiting.append(notice)
                self._some.set()
        elif self._now is not None and self._now[0] == notice.key:
            self._now[1].cancel()

    async def take_up(self) -> None:
        """What the last stop cut short is wanted again."""
        for training in await self._desk.reader.read(trainings.read_running):
            self.hear(StudioWork("training", training.training_id))
        for replay in await self._desk.reader.read(replays.read_running):
            self.hear(StudioWork("replay", replay.replay_id))

    async def run(self) -> None:
        """Never returns: one piece of work after the other is done."""
        while True:
            await self._some.wait()
            if not self._waiting:
                self._some.clear()
                continue
            wanted = self._waiting.pop(0)
            task = asyncio.create_task(self._do(wanted), name=f"studio:{wanted.kind}")
            self._now = (wanted.key, task)
            try:
                await asyncio.wait([task])
            finally:
                # Stopped from outside: what is under way stops with it.
                task.cancel()
                self._now = None

    async def _do(self, wanted: StudioWork) -> None:
        try:
            await self._work[wanted.kind](self._desk, wanted.key)
        except FirstlineError as error:
            log.warning("studio.failed", kind=wanted.kind, code=error.code)
        except Exception:
            log.exception("studio.failed", kind=wanted.kind, key=wanted.key)

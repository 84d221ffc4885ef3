"""Brings one conversation to one viewer: every event once, in order, no gap.

First load, live, reconnect and catching up all follow the same cursor.
"""

import asyncio
from typing import Protocol

import structlog

from handoff.domain.event import Committed, EventPage
from handoff.errors import FirstlineError, NotFound
from handoff.present import Audience
from handoff.sockets.batch import Batch, events_frame
from handoff.sockets.outbox import RESYNC, Outbox

log = structlog.get_logger()


class Viewer(Protocol):
    """Whoever looks at the conversation through one socket."""

    @property
    def audience(self) -> Audience:
        """Which view of the events is theirs."""

    @property
    def outbox(self) -> Outbox:
        """Where frames for them go."""

    def may_read(self, committed: Committed) -> bool:
        """Whether they may see the conversation as it stands now."""

    async def read_events(self, conversation_id: str, since: int) -> EventPage:
        """The events after `since` that they may see."""


class Feed:
    """One viewer's place in one conversation.

    It holds back until `start`, so that nothing is lost between reading the first
    page and hearing of what follows.
    """

    def __init__(self, viewer: Viewer, conversation_id: str) -> None:
        self.conversation_id = conversation_id
        self.cursor = 0
        self._viewer = viewer
        self._known = 0
        self._started = False
        self._ended = False
        self._catching_up: asyncio.Task[None] | None = None

    @property
    def audience(self) -> Audience:
        """Which view of the events is delivered."""
        return self._viewer.audience

    def start(self, cursor: int, known: int) -> None:
        """The viewer holds all up to `cursor`; the rest, up to `known`, follows."""
        self.cursor = cursor
        self._known = max(self._known, known)
        self._started = True
        self._catch_up()

    def hear_events(self, batch: Batch) -> None:
        """The batch reaches the viewer, now or as soon as there is room."""
        if self._ended or not self._viewer.may_read(batch.latest):
            self.end()
            return
        self._known = max(self._known, batch.last)
        live = self._started and self._catching_up is None
        if live and batch.first == self.cursor + 1 and self._deliver(batch):
            self.cursor = batch.last
        else:
            self._catch_up()

    def hear_frame(self, frame: bytes) -> None:
        """Passing news: told when there is room, else forgotten."""
        if self._started and not self._ended:
            self._viewer.outbox.offer(frame)

    def end(self) -> None:
        """Nothing more is delivered."""
        self._ended = True
        if self._catching_up is not None:
            self._catching_up.cancel()

    def _deliver(self, batch: Batch) -> bool:
        frame = batch.frame(self.audience)
        return frame is None or self._viewer.outbox.offer(frame)

    def _catch_up(self) -> None:
        behind = self._started and self.cursor < self._known
        if behind and self._catching_up is None and not self._ended:
            self._catching_up = asyncio.create_task(self._read_on())

    async def _read_on(self) -> None:
        try:
            while self.cursor < self._known:
                await self._viewer.outbox.room()
                if not await self._read_page():
                    break
        except NotFound:
            self._ended = True  # no longer theirs to see
        except FirstlineError as error:
            # The client comes back with its cursor and misses nothing.
            log.warning("feed.read.failed", code=error.code)
            self._viewer.outbox.close(RESYNC, "resync")
        finally:
            self._catching_up = None

    async def _read_page(self) -> bool:
        page = await self._viewer.read_events(self.conversation_id, self.cursor)
        if page.cursor <= self.cursor or self._ended:
            return False
        frame = events_frame(
            self.conversation_id, page.events, page.cursor, self.audience
        )
        if frame is not None:
            self._viewer.outbox.push(frame)
        self.cursor = page.cursor
        return True

"""Keeps a console's lists current: what changed is read again, a few times a second."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from msgspec.structs import replace

from handoff.domain.line import follow
from handoff.domain.views import Inbox, InboxItem
from handoff.errors import FirstlineError
from handoff.present import plain
from handoff.services.queue import FIRST
from handoff.sockets.batch import Batch
from handoff.sockets.outbox import RESYNC, Outbox
from handoff.sockets.protocol import frame

log = structlog.get_logger()

SOON: Final = 0.1
"""Seconds until a change of owner, reason or rating shows in a list."""
LATER: Final = 1.0
"""Seconds until a new message shows in a list: nobody reads lists faster."""
ROWS: Final = 50
"""Lines read and sent at once; the rest follows in the next frame."""

LINES: Final = 1_000
"""Lines kept to be followed; what is beyond them is read again when it changes."""

ReadItem = Callable[[str], Awaitable[InboxItem | None]]
ReadInbox = Callable[[], Awaitable[Inbox]]


class InboxFeed:
    """One console's lists, from the first picture on."""

    def __init__(
        self, outbox: Outbox, read_item: ReadItem, read_inbox: ReadInbox
    ) -> None:
        self._outbox = outbox
        self._read_item = read_item
        self._read_inbox = read_inbox
        self._cut_off = False
        self._touched: dict[str, None] = {}
        self._shown: set[str] = set()
        self._lines: dict[str, InboxItem] = {}
        self._followed: dict[str, None] = {}
        self._cursor = 0
        self._due: float | None = None
        self._started = False
        self._timer: asyncio.TimerHandle | None = None
        self._telling: asyncio.Task[None] | None = None

    def start(self, inbox: Inbox) -> None:
        """The console holds this picture; changes heard since are told."""
        for item in (*inbox.queue, *inbox.mine, *(inbox.all or ())):
            self._show(item)
        self._cursor = max(self._cursor, inbox.cursor)
        self._cut_off = len(inbox.queue) >= FIRST
        self._started = True
        if self._touched:
            self._schedule(SOON)

    def hear(self, batch: Batch) -> None:
        """A conversation of the lists has moved."""
        self._cursor = max(self._cursor, batch.position)
        if not batch.only_words:
            self.touch(batch.conversation_id)
        elif not self._follow(batch):
            self.touch(batch.conversation_id, LATER)

    def touch(self, conversation_id: str, within: float = SOON) -> None:
        """The conversation's line is read again within so many seconds."""
        self._touched[conversation_id] = None
        self._lines.pop(conversation_id, None)
        self._followed.pop(conversation_id, None)
        if self._started:
            self._schedule(within)

    def seen(self, conversation_id: str, seq: int) -> None:
        """The viewer has read the conversation up to the seq."""
        line = self._lines.get(conversation_id)
        if line is None or seq < line.last_seq:
            self.touch(conversation_id)
        elif line.unread:
            self._change(replace(line, unread=0), SOON)

    def end(self) -> None:
        """Nothing more is told."""
        self._started = False
        if self._timer is not None:
            self._timer.cancel()
        if self._telling is not None:
            self._telling.cancel()

    def _schedule(self, within: float) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time() + within
        if self._due is not None and self._due <= due:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._due = due
        self._timer = loop.call_at(due, self._tell)

    def _tell(self) -> None:
        self._due = None
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell_changes())

    async def _tell_changes(self) -> None:
        try:
            await self._outbox.room()
            await self._send_changes()
        except FirstlineError as error:
            # The console comes back and reads its lists afresh.
            log.warning("inbox.read.failed", code=error.code)
            self._outbox.close(RESYNC, "resync")
        finally:
            self._telling = None
        if (self._touched or self._followed) and self._started:
            self._schedule(SOON)

    def _follow(self, batch: Batch) -> bool:
        """Whether the line could be kept current without reading it again."""
        line = self._lines.get(batch.conversation_id)
        if line is None or line.status != batch.latest.status:
            return False
        if line.last_seq >= batch.last:
            return True  # it was read after this commit
        if line.last_seq + 1 != batch.first:
            return False
        self._change(follow(line, batch.words), LATER)
        return True

    def _change(self, line: InboxItem, within: float) -> None:
        self._lines[line.conversation_id] = line
        self._followed[line.conversation_id] = None
        if self._started:
            self._schedule(within)

    def _show(self, line: InboxItem) -> None:
        self._shown.add(line.conversation_id)
        # What was touched while it was read may have changed since.
        if len(self._lines) < LINES and line.conversation_id not in self._touched:
            self._lines[line.conversation_id] = line

    async def _send_changes(self) -> None:
        cursor = self._cursor
        ids = list(self._touched)[:ROWS]
        followed = self._take_followed(ROWS - len(ids))
        upsert: list[InboxItem] = []
        remove: list[str] = []
        for conversation_id in ids:
            del self._touched[conversation_id]
            item = await self._read_item(conversation_id)
            if item is not None:
                self._show(item)
                upsert.append(item)
            elif conversation_id in self._shown:
                self._shown.discard(conversation_id)
                remove.append(conversation_id)
        if self._cut_off and (remove or any(i.status != "queued" for i in upsert)):
            upsert += await self._read_next_in_line()
        upsert += followed
        if upsert or remove:
            data = {"upsert": plain(upsert), "remove": remove, "cursor": cursor}
            self._outbox.push(frame("inbox", data))

    def _take_followed(self, most: int) -> list[InboxItem]:
        taken = list(self._followed)[:most]
        for conversation_id in taken:
            del self._followed[conversation_id]
        return [self._lines[conversation_id] for conversation_id in taken]

    async def _read_next_in_line(self) -> list[InboxItem]:
        """Who has moved up into a list that showed only the first of a long queue."""
        inbox = await self._read_inbox()
        self._cut_off = len(inbox.queue) >= FIRST
        fresh = [
            item for item in inbox.queue if item.conversation_id not in self._shown
        ]
        for item in fresh:
            self._show(item)
        return fresh

"""A console's lists: what changed is read once, soon, and told in one frame."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from handoff.domain.event import EventType
from handoff.domain.views import Inbox, InboxItem, PersonRef
from handoff.errors import Unavailable
from handoff.services.queue import FIRST
from handoff.sockets import inbox as inbox_module
from handoff.sockets.batch import Batch
from handoff.sockets.inbox import InboxFeed
from handoff.sockets.outbox import RESYNC, Outbox
from tests.support.events import an_event, committed


def an_item(number: int, status: str = "queued") -> InboxItem:
    return InboxItem(
        conversation_id=f"cnv_{number}",
        handoff_id=f"hof_{number}",
        status=status,
        customer=PersonRef(f"cus_{number}", ""),
        reason=None,
        reason_sentence=None,
        priority=None,
        rank=None,
        tier=None,
        team=None,
        skill=None,
        signals=[],
        rating=None,
        topic=None,
        waiting_since=None,
        due_at=None,
        position=number,
        agent=None,
        offer=None,
        last_message=None,
        last_seq=1,
        unread=0,
    )


class Desk:
    """What the lists are read from, and the frames that came of it."""

    def __init__(self) -> None:
        self.items: dict[str, InboxItem] = {}
        self.reads: list[str] = []
        self.failure: Exception | None = None
        self.frames: list[dict[str, Any]] = []
        self.outbox = Outbox(self)
        self.feed = InboxFeed(self.outbox, self._read_item, self.read_inbox)

    def write(self, frames: Sequence[bytes]) -> bool:
        self.frames.extend(json.loads(frame)["data"] for frame in frames)
        return True

    async def drain(self) -> None:
        raise AssertionError("it takes everything at once")

    async def _read_item(self, conversation_id: str) -> InboxItem | None:
        if self.failure is not None:
            raise self.failure
        self.reads.append(conversation_id)
        return self.items.get(conversation_id)

    async def read_inbox(self) -> Inbox:
        waiting = [item for item in self.items.values() if item.status == "queued"]
        return Inbox(queue=waiting[:FIRST], mine=[], all=None, cursor=0)

    def put(self, *items: InboxItem) -> None:
        self.items.update((item.conversation_id, item) for item in items)

    def happen(self, number: int, seq: int, type: EventType) -> None:
        """An event in a conversation reaches the lists."""
        about = {"text": "Hello"} if type is EventType.MESSAGE_CREATED else {"id": "h"}
        event = an_event(seq, type=type, conversation=f"cnv_{number}", **about)
        self.feed.hear(Batch([committed(event, status="queued")]))

    async def settle(self) -> None:
        """All that is due has been told."""
        writer = asyncio.create_task(self.outbox.run())
        async with asyncio.timeout(5):
            while self.feed._touched or self.feed._followed or self.feed._telling:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.001)
        await asyncio.sleep(0)
        writer.cancel()


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(inbox_module, "SOON", 0.0)
    monkeypatch.setattr(inbox_module, "LATER", 0.0)
    return Desk()


def told(desk: Desk) -> list[str]:
    return [line["conversation_id"] for data in desk.frames for line in data["upsert"]]


async def test_many_changes_of_one_conversation_are_one_line(desk: Desk) -> None:
    desk.feed.start(await desk.read_inbox())
    desk.put(an_item(1))

    for seq in range(1, 20):
        desk.happen(1, seq, EventType.HANDOFF_QUEUED)
    await desk.settle()

    assert told(desk) == ["cnv_1"]
    assert desk.reads == ["cnv_1"]
    assert desk.frames[0]["cursor"] == 19


async def test_what_happens_before_the_start_is_told_after_it(desk: Desk) -> None:
    empty = await desk.read_inbox()
    desk.put(an_item(1))
    desk.happen(1, 1, EventType.HANDOFF_QUEUED)
    assert desk.reads == []

    desk.feed.start(empty)
    await desk.settle()

    assert told(desk) == ["cnv_1"]


async def test_a_line_that_is_gone_is_removed_once(desk: Desk) -> None:
    desk.put(an_item(1))
    desk.feed.start(await desk.read_inbox())
    del desk.items["cnv_1"]

    desk.happen(1, 2, EventType.HANDOFF_ACCEPTED)
    await desk.settle()
    desk.happen(1, 3, EventType.MESSAGE_CREATED)
    await desk.settle()

    assert [data["remove"] for data in desk.frames] == [["cnv_1"]]


async def test_what_was_never_shown_is_not_removed(desk: Desk) -> None:
    desk.feed.start(await desk.read_inbox())

    desk.happen(1, 1, EventType.MESSAGE_CREATED)
    await desk.settle()

    assert desk.frames == []


async def test_many_conversations_come_a_page_at_a_time(desk: Desk) -> None:
    desk.feed.start(await desk.read_inbox())
    desk.put(*(an_item(number) for number in range(120)))

    for number in range(120):
        desk.happen(number, 1, EventType.HANDOFF_QUEUED)
    await desk.settle()

    assert [len(data["upsert"]) for data in desk.frames] == [50, 50, 20]
    assert len(set(told(desk))) == 120


async def test_words_are_followed_without_reading_the_line_again(desk: Desk) -> None:
    desk.put(an_item(1))
    desk.feed.start(await desk.read_inbox())

    for seq in (2, 3):
        desk.happen(1, seq, EventType.MESSAGE_CREATED)
    await desk.settle()

    assert desk.reads == []
    (line,) = desk.frames[0]["upsert"]
    assert (line["last_seq"], line["unread"]) == (3, 2)
    assert line["last_message"]["text"] == "Hello"


async def test_a_line_with_a_gap_before_the_words_is_read_again(desk: Desk) -> None:
    desk.put(an_item(1))
    desk.feed.start(await desk.read_inbox())

    desk.happen(1, 3, EventType.MESSAGE_CREATED)
    await desk.settle()

    assert desk.reads == ["cnv_1"]


async def test_words_that_a_line_holds_already_are_not_counted_twice(
    desk: Desk,
) -> None:
    desk.put(an_item(1))
    desk.feed.start(await desk.read_inbox())

    desk.happen(1, 1, EventType.MESSAGE_CREATED)
    desk.happen(1, 2, EventType.MESSAGE_CREATED)
    await desk.settle()

    assert [line["unread"] for line in desk.frames[0]["upsert"]] == [1]


async def test_what_the_viewer_has_seen_to_the_end_is_not_unread(desk: Desk) -> None:
    desk.put(an_item(1))
    desk.feed.start(await desk.read_inbox())
    desk.happen(1, 2, EventType.MESSAGE_CREATED)

    desk.feed.seen("cnv_1", 2)
    await desk.settle()

    assert [line["unread"] for line in desk.frames[0]["upsert"]] == [0]
    assert desk.reads == []


async def test_who_waits_beyond_the_list_moves_up_into_it(desk: Desk) -> None:
    desk.put(*(an_item(number) for number in range(FIRST + 3)))
    desk.feed.start(await desk.read_inbox())
    del desk.items["cnv_0"]

    desk.happen(0, 2, EventType.HANDOFF_ACCEPTED)
    await desk.settle()

    assert desk.frames[0]["remove"] == ["cnv_0"]
    assert told(desk) == [f"cnv_{FIRST}"]


async def test_an_unreadable_list_makes_the_console_come_back(desk: Desk) -> None:
    desk.feed.start(await desk.read_inbox())
    desk.failure = Unavailable("the database cannot be read now")

    desk.happen(1, 1, EventType.HANDOFF_QUEUED)
    await desk.settle()

    assert desk.outbox.close_code == RESYNC


async def test_nothing_is_told_after_the_end(desk: Desk) -> None:
    desk.feed.start(await desk.read_inbox())
    desk.put(an_item(1))
    desk.happen(1, 1, EventType.HANDOFF_QUEUED)

    desk.feed.end()
    desk.happen(1, 2, EventType.HANDOFF_QUEUED)
    await asyncio.sleep(0.01)

    assert desk.reads == []

"""One conversation on its way to one viewer: no gap, no repeat, in order."""

import asyncio
import json
import random

import pytest

from handoff.domain.event import Committed, Event, EventPage, Visibility
from handoff.errors import NotFound, Unavailable
from handoff.present import Audience
from handoff.sockets.batch import Batch
from handoff.sockets.feed import Feed
from handoff.sockets.outbox import FRAMES, RESYNC, Outbox
from tests.support.events import an_event, committed, messages
from tests.support.wire import ListWire


class Log:
    """A conversation's log and a viewer of it; `wire` holds what was delivered."""

    audience = Audience.CUSTOMER

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.readable = True
        self.failure: Exception | None = None
        self.page = 500
        self.reads = 0
        self.wire = ListWire()
        self.outbox = Outbox(self.wire)

    def may_read(self, latest: Committed) -> bool:
        return self.readable

    async def read_events(self, conversation_id: str, since: int) -> EventPage:
        self.reads += 1
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        found = self.events[since : since + self.page]
        return EventPage(conversation_id, found, since + len(found))

    def commit(self, *added: Committed) -> Batch:
        """The events are stored; what the hub is told of it."""
        self.events.extend(item.event for item in added)
        return Batch(added)

    async def seen(self) -> list[int]:
        """Seqs in the order in which they reached the viewer, once all is quiet."""
        writer = asyncio.create_task(self.outbox.run())
        for _ in range(200):
            await asyncio.sleep(0)
        writer.cancel()
        frames = [json.loads(frame)["data"] for frame in self.wire.taken]
        return [event["seq"] for data in frames for event in data["events"]]


@pytest.fixture
async def log() -> Log:
    return Log()


async def test_the_next_event_is_delivered_without_reading(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.start(0, 0)

    feed.hear_events(log.commit(*messages(1, 2)))
    feed.hear_events(log.commit(*messages(3, 3)))

    assert await log.seen() == [1, 2, 3]
    assert log.reads == 0


async def test_what_happens_before_the_start_is_delivered_after_it(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    log.commit(*messages(1, 3))
    feed.hear_events(log.commit(*messages(4, 5)))
    assert await log.seen() == []

    feed.start(3, 3)

    assert await log.seen() == [4, 5]


async def test_a_gap_is_filled_from_the_log(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.start(0, 0)
    log.commit(*messages(1, 6))

    feed.hear_events(Batch(messages(6, 6)))

    assert await log.seen() == [1, 2, 3, 4, 5, 6]


async def test_a_repeated_hint_is_not_delivered_twice(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.start(0, 0)
    batch = log.commit(*messages(1, 3))

    feed.hear_events(batch)
    feed.hear_events(batch)

    assert await log.seen() == [1, 2, 3]


async def test_a_long_log_arrives_page_by_page(log: Log) -> None:
    log.page = 4
    log.commit(*messages(1, 10))
    feed = Feed(log, "cnv_1")

    feed.start(0, 10)

    assert await log.seen() == list(range(1, 11))
    assert log.reads == 3


async def test_a_slow_viewer_loses_nothing_and_holds_little(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.start(0, 0)
    for seq in range(1, FRAMES * 2):
        feed.hear_events(log.commit(*messages(seq, seq)))
    assert not log.outbox.has_room

    assert await log.seen() == list(range(1, FRAMES * 2))


async def test_internal_events_move_the_cursor_and_are_not_delivered(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.start(0, 0)
    note = committed(an_event(2, visibility=Visibility.INTERNAL))

    feed.hear_events(log.commit(*messages(1, 1)))
    feed.hear_events(log.commit(note))
    feed.hear_events(log.commit(*messages(3, 3)))

    assert await log.seen() == [1, 3]
    assert log.reads == 0


async def test_who_may_no_longer_read_is_told_nothing_more(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.start(0, 0)
    feed.hear_events(log.commit(*messages(1, 1)))

    log.readable = False
    feed.hear_events(log.commit(*messages(2, 2)))
    log.readable = True
    feed.hear_events(log.commit(*messages(3, 3)))

    assert await log.seen() == [1]


async def test_a_conversation_that_is_gone_ends_the_feed(log: Log) -> None:
    log.failure = NotFound("no such conversation")
    feed = Feed(log, "cnv_1")

    feed.start(0, 3)

    assert await log.seen() == []
    assert log.outbox.close_code is None


async def test_an_unreadable_log_makes_the_client_come_back(log: Log) -> None:
    log.failure = Unavailable("the database cannot be read now")
    feed = Feed(log, "cnv_1")

    feed.start(0, 3)

    assert await log.seen() == []
    assert log.outbox.close_code == RESYNC


async def test_news_is_left_out_before_the_start_and_after_the_end(log: Log) -> None:
    feed = Feed(log, "cnv_1")
    feed.hear_frame(b'{"data":{"events":[{"seq":100}]}}')
    feed.start(0, 0)
    feed.hear_frame(b'{"data":{"events":[{"seq":200}]}}')
    feed.end()
    feed.hear_frame(b'{"data":{"events":[{"seq":300}]}}')

    assert await log.seen() == [200]


@pytest.mark.parametrize("seed", range(30))
async def test_any_mix_of_hints_reads_and_stalls_delivers_each_event_once(
    log: Log, seed: int
) -> None:
    choose = random.Random(seed)
    log.page = choose.randint(1, 7)
    feed = Feed(log, "cnv_1")
    writer = asyncio.create_task(log.outbox.run())
    held = choose.randint(1, 5)
    log.commit(*messages(1, held))
    seq = held
    for step in range(60):
        if step == 20:
            feed.start(held, held)
        many = choose.randint(1, 4)
        batch = log.commit(*messages(seq + 1, seq + many))
        seq += many
        if choose.random() < 0.8 or step == 59:
            feed.hear_events(batch)
        if choose.random() < 0.2:
            (log.wire.open.clear if log.wire.open.is_set() else log.wire.open.set)()
        for _ in range(choose.randint(0, 6)):
            await asyncio.sleep(0)
    log.wire.open.set()
    for _ in range(300):
        await asyncio.sleep(0)
    writer.cancel()

    assert await log.seen() == list(range(held + 1, seq + 1))

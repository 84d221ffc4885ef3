"""Whatever happens in a conversation, its clocks account for every moment (I13)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.domain.clock import Clock, ClockState
from handoff.domain.ledger import Ledger, follow
from handoff.domain.time_policy import Since, Timeline, TimePolicy
from tests.support.logbook import ADA, BOT, MAYA, START, Logbook
from tests.support.time_policies import SHIPPED, changed, with_hours

Move = Callable[[Logbook], Logbook]
MOVES: tuple[Move, ...] = (
    lambda book: book.says(ADA),
    lambda book: book.says(MAYA),
    lambda book: book.says(MAYA, "Is it this one?"),
    lambda book: book.says(BOT),
    lambda book: book.queued("P2", clocks=["generic"]),
    lambda book: book.queued("P4", "billing"),
    Logbook.accepted,
    Logbook.returned,
    lambda book: book.ranked("P1"),
    lambda book: book.ranked("P3", why="judgement"),
    lambda book: book.ranked("P0", why="breach"),
    Logbook.resolved,
)
# Waits in milliseconds: within a minute, over days, and over a change of the clocks.
waits = st.one_of(
    st.integers(0, 60_000), st.integers(0, 3 * 86_400_000), st.just(200 * 86_400_000)
)
histories = st.lists(st.tuples(st.sampled_from(MOVES), waits), max_size=25)
starts = st.sampled_from(
    [
        START,
        datetime(2026, 3, 27, 17, 55, tzinfo=UTC),
        datetime(2026, 10, 23, 12, tzinfo=UTC),
        datetime(2026, 12, 24, 17, 50, 0, 123_000, tzinfo=UTC),
    ]
)
POLICIES = [SHIPPED, with_hours("office"), with_hours("us"), changed(resolution=30)]
timelines = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(POLICIES)), min_size=1, max_size=4
)


def played(
    start: datetime,
    history: list[tuple[Move, int]],
    policies: list[tuple[int, TimePolicy]],
) -> tuple[Logbook, Timeline]:
    book = Logbook(start)
    for move, wait in history:
        move(book.after(milliseconds=wait))
    timeline = Timeline([Since(start + timedelta(days=n), p) for n, p in policies])
    return book, timeline


@given(starts, histories, timelines, st.data())
@settings(max_examples=100, deadline=None)
def test_followed_in_any_portions_the_ledger_is_the_same(
    start: datetime,
    history: list[tuple[Move, int]],
    policies: list[tuple[int, TimePolicy]],
    data: st.DataObject,
) -> None:
    book, timeline = played(start, history, policies)
    cut = data.draw(st.integers(0, len(book.events)))
    whole = book.ledger(timeline)

    parts = Ledger()
    follow(parts, book.events[:cut], timeline, book.said_at)
    # What is read back for the next portion leaves out the clocks that have ended.
    ended, parts.ended = parts.ended, []
    follow(parts, book.events, timeline, book.said_at)

    def order(clock: Clock) -> tuple[str, int]:
        return clock.kind, clock.number

    ended += parts.ended
    assert sorted(ended, key=order) == sorted(whole.ended, key=order)
    assert msgspec.structs.replace(parts, ended=[]) == msgspec.structs.replace(
        whole, ended=[]
    )
    assert all(clock.open for clock in parts.clocks)
    assert not any(clock.open for clock in ended)


@given(starts, histories, timelines)
@settings(max_examples=100, deadline=None)
def test_used_and_paused_time_account_for_every_millisecond(
    start: datetime,
    history: list[tuple[Move, int]],
    policies: list[tuple[int, TimePolicy]],
) -> None:
    book, timeline = played(start, history, policies)
    now = book.now

    ledger = book.ledger(timeline)
    for clock in (*ledger.ended, *ledger.clocks):
        if clock.level is None:
            continue
        policy = timeline.at(clock.policy_at)
        calendar = policy.calendars[clock.calendar]
        end = clock.ended_at or now
        paused = clock.paused_ms
        if clock.paused_at is not None:
            paused += (now - clock.paused_at) // timedelta(milliseconds=1)
        used = timedelta(milliseconds=clock.target_ms) - clock.remaining(now, policy)
        lifetime = (end - clock.started_at) // timedelta(milliseconds=1)

        if clock.calendar == "always":
            assert used // timedelta(milliseconds=1) + paused == lifetime
        assert used <= calendar.between(clock.started_at, end)
        if clock.state is ClockState.RUNNING and clock.breached_at is None:
            assert clock.due_at is not None
            left = clock.remaining(now, policy)
            if clock.due_at >= now:
                assert calendar.between(now, clock.due_at) == left

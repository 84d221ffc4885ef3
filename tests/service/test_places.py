"""A place is kept while a page is open, and for as long as the policy says after."""

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer
from handoff.limits import Limits
from handoff.services import conversations, kept_places, places, queue
from handoff.sockets.edge import Edge, Topics
from handoff.sockets.pages import Pages
from handoff.storage import handoffs
from tests.support.builders import queued, say
from tests.support.clock import ManualClock
from tests.support.logs import codes, log_of
from tests.support.routing import events_of
from tests.support.timing import fire_all


class Page:
    """A listener as an open page of a customer would be."""


def pages_of(desk: Desk) -> tuple[Pages, Edge]:
    """The look-out of an edge without a single page."""
    edge = Edge(desk, Limits(desk.clock, desk.settings))
    return Pages(edge), edge


async def status_of(desk: Desk, who: Customer, conversation_id: str) -> str:
    """How the conversation stands for its customer."""
    snapshot = await conversations.customer_snapshot(
        desk, who, conversation_id=conversation_id
    )
    return snapshot.status


async def test_reload_costs_nothing_and_a_long_absence_ends_as_abandoned(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    pages, _ = pages_of(desk)

    await pages.sweep()
    assert not await places.is_counting(desk, conversation_id)
    await pages.sweep()
    assert await places.is_counting(desk, conversation_id)
    clock.advance(30 * 60 - 1)
    await fire_all(desk)
    assert await status_of(desk, ada, conversation_id) == "queued"
    clock.advance(1)
    await fire_all(desk)

    assert await status_of(desk, ada, conversation_id) == "closed"
    [given_up] = await events_of(desk, conversation_id, EventType.HANDOFF_ABANDONED)
    assert given_up.data == {"handoff_id": handoff_id}
    assert codes(await log_of(desk, conversation_id))[-1] == "place_given_up"
    again = await say(desk, ada, "I am back, is my parcel there?")
    assert again.conversation_id != conversation_id


async def test_whoever_comes_back_in_time_keeps_their_place(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, _ = await queued(desk, ada)
    pages, edge = pages_of(desk)
    await pages.sweep()
    await pages.sweep()
    clock.advance(29 * 60)

    edge.hub.join(Topics.customer(ada.customer_id), Page())  # type: ignore[arg-type] - told nothing
    await pages.sweep()
    clock.advance(60 * 60)
    await fire_all(desk)

    place = await queue.read_place(desk, ada, conversation_id=conversation_id)
    assert place is not None
    assert place.position == 1


async def test_whoever_has_another_door_needs_no_page(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    pages, _ = pages_of(desk)
    await pages.sweep()
    await pages.sweep()

    await desk.writer.change(lambda unit: kept_places.keep_for_good(unit, handoff_id))

    await pages.sweep()
    clock.advance(60 * 60)
    await fire_all(desk)
    assert await status_of(desk, ada, conversation_id) == "queued"


async def test_danger_waits_for_as_long_as_it_takes(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, handoff_id = await queued(desk, ada)
    pages, _ = pages_of(desk)

    await desk.writer.change(
        lambda unit: handoffs.change(unit.sql(), handoff_id, priority="P0", rank=0)
    )
    await pages.sweep()
    await pages.sweep()

    assert not await places.is_counting(desk, conversation_id)

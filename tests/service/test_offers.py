"""Offers: one person after another is asked, and the customer keeps their place."""

from collections.abc import AsyncIterator

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.profile import Profile
from handoff.errors import AtCapacity, NotAllowed, NotFound, ValidationFailed
from handoff.jobs import running_jobs
from handoff.services import handoffs, offers, presence, queue, staff
from tests.support.builders import SETTLED, a_customer, an_agent, queued
from tests.support.clock import ManualClock
from tests.support.routing import events_of, offer_of, on_line
from tests.support.timing import fire_all
from tests.support.waiting import until


@pytest.fixture
async def ben(desk: Desk) -> Person:
    """A second agent of the same teams, who has been idle for less long."""
    return await an_agent(desk, "Ben")


@pytest.fixture
async def crew(
    desk: Desk, maya: Person, ben: Person, clock: ManualClock
) -> AsyncIterator[tuple[Person, Person]]:
    """Two people who are online, Maya for longer."""
    await on_line(desk, maya)
    clock.advance(1)
    await on_line(desk, ben)
    yield maya, ben


async def test_longest_idle_is_asked_first_and_why_is_kept(
    desk: Desk, ada: Customer, crew: tuple[Person, Person]
) -> None:
    maya, _ = crew
    conversation_id, handoff_id = await queued(desk, ada)

    assert await offers.match_waiting(desk) == 1

    offer = await offer_of(desk, handoff_id)
    assert offer is not None
    assert offer.person_id == maya.person_id
    snapshot = await handoffs.accept(desk, maya, handoff_id=handoff_id)
    accepted = await events_of(desk, conversation_id, EventType.HANDOFF_ACCEPTED)
    assert snapshot.owner.id == maya.person_id
    assert accepted[0].data["how"] == "offer"
    assert accepted[0].data["why"]["rule"] == "least_loaded"
    assert accepted[0].data["why"]["free"] == 2
    assert await offer_of(desk, handoff_id) is None


async def test_decline_asks_the_next_person_and_the_place_is_kept(
    desk: Desk, crew: tuple[Person, Person]
) -> None:
    maya, ben = crew
    first, second = await a_customer(desk, "Ada"), await a_customer(desk, "Bo")
    one, handoff_id = await queued(desk, first)
    await queued(desk, second)
    await offers.match_waiting(desk)
    offer = await offer_of(desk, handoff_id)
    assert offer is not None

    await offers.decline(desk, maya, offer_id=offer.offer_id)
    await offers.decline(desk, maya, offer_id=offer.offer_id)

    place = await queue.read_place(desk, first, conversation_id=one)
    assert place is not None
    assert place.position == 1
    other = (await offers_to(desk, ben))[0]
    await offers.decline(desk, ben, offer_id=other)
    await offers.match_waiting(desk)
    again = await offer_of(desk, handoff_id)
    assert again is not None
    assert again.person_id == ben.person_id


async def offers_to(desk: Desk, who: Person) -> list[str]:
    """Ids of the open offers to the person."""
    inbox = await queue.read_inbox(desk, who)
    return [
        item.offer.id
        for item in inbox.queue
        if item.offer is not None and item.offer.person.id == who.person_id
    ]


async def test_nobody_is_asked_twice_in_a_row_while_they_rest(
    desk: Desk, ada: Customer, maya: Person, clock: ManualClock
) -> None:
    await on_line(desk, maya)
    _, handoff_id = await queued(desk, ada)
    await offers.match_waiting(desk)
    offer = await offer_of(desk, handoff_id)
    assert offer is not None
    await offers.decline(desk, maya, offer_id=offer.offer_id)

    assert await offers.match_waiting(desk) == 0
    clock.advance(61)
    assert await offers.match_waiting(desk) == 1


async def test_silence_moves_on_and_silence_again_makes_the_person_away(
    desk: Desk, crew: tuple[Person, Person], clock: ManualClock
) -> None:
    maya, ben = crew
    for name in ("Ada", "Bo"):
        _, handoff_id = await queued(desk, await a_customer(desk, name))
        await offers.match_waiting(desk)
        offer = await offer_of(desk, handoff_id)
        assert offer is not None
        assert offer.person_id == maya.person_id
        clock.advance(31)
        await fire_all(desk)
        await handoffs.accept(desk, ben, handoff_id=handoff_id)

    names = {w.name: p for w, p in await staff.read_workers(desk)}
    assert names == {"Maya": "away", "Ben": "online"}


async def test_whoever_steps_away_is_asked_nothing_any_more(
    desk: Desk, ada: Customer, crew: tuple[Person, Person]
) -> None:
    maya, ben = crew
    _, handoff_id = await queued(desk, ada)
    await offers.match_waiting(desk)

    await presence.set_presence(desk, maya, presence="away")
    await offers.match_waiting(desk)

    offer = await offer_of(desk, handoff_id)
    assert offer is not None
    assert offer.person_id == ben.person_id


async def test_offer_to_somebody_else_is_nobody_elses_to_decline(
    desk: Desk, ada: Customer, crew: tuple[Person, Person]
) -> None:
    _, ben = crew
    _, handoff_id = await queued(desk, ada)
    await offers.match_waiting(desk)
    offer = await offer_of(desk, handoff_id)
    assert offer is not None

    with pytest.raises(NotFound):
        await offers.decline(desk, ben, offer_id=offer.offer_id)


async def test_offered_conversation_can_be_taken_by_hand_by_a_colleague(
    desk: Desk, ada: Customer, crew: tuple[Person, Person]
) -> None:
    _, ben = crew
    conversation_id, handoff_id = await queued(desk, ada)
    await offers.match_waiting(desk)

    await handoffs.accept(desk, ben, handoff_id=handoff_id)

    [accepted] = await events_of(desk, conversation_id, EventType.HANDOFF_ACCEPTED)
    assert (accepted.data["how"], accepted.data["why"]) == ("hand", None)


async def test_nobody_takes_more_than_they_can_hold(desk: Desk, maya: Person) -> None:
    ids = [(await queued(desk, await a_customer(desk, f"C{n}")))[1] for n in range(6)]
    for handoff_id in ids[:5]:
        await handoffs.accept(desk, maya, handoff_id=handoff_id)

    with pytest.raises(AtCapacity) as refused:
        await handoffs.accept(desk, maya, handoff_id=ids[5])

    assert refused.value.details == {"load": 10, "capacity": 10, "name": "Maya"}


async def test_freed_room_is_filled_at_once(working: Desk, clock: ManualClock) -> None:
    small = Profile(capacity=2)
    maya = await an_agent(working, profile=small)
    await on_line(working, maya)
    held = [await queued(working, await a_customer(working, n)) for n in ("Ada", "Bo")]
    await until_offered(working, held[0][1])
    snapshot = await handoffs.accept(working, maya, handoff_id=held[0][1])
    assert await offer_of(working, held[1][1]) is None

    await handoffs.resolve(
        working,
        maya,
        conversation_id=held[0][0],
        epoch=snapshot.epoch,
        given=SETTLED,
        note="",
    )

    await until_offered(working, held[1][1])


async def until_offered(desk: Desk, handoff_id: str) -> None:
    """Returns once somebody is being asked; within a second, or the test fails."""

    async def offered() -> bool:
        return await offer_of(desk, handoff_id) is not None

    await until(offered)


async def test_room_freed_while_the_desk_was_down_is_filled_at_its_start(
    desk: Desk, ada: Customer, maya: Person
) -> None:
    await on_line(desk, maya)
    _, handoff_id = await queued(desk, ada)

    async with running_jobs(desk):
        await until_offered(desk, handoff_id)


async def test_waiting_ages_and_widens_on_the_moment_the_policy_names(
    desk: Desk, ada: Customer, clock: ManualClock
) -> None:
    conversation_id, _ = await queued(desk, ada)

    for minutes in (3, 5, 7, 5):
        clock.advance(minutes * 60 - 1)
        await fire_all(desk)
        clock.advance(1)
        await fire_all(desk)

    moved = await events_of(desk, conversation_id, EventType.HANDOFF_MOVED)
    steps = [(event.data["cause"], event.data["step"]) for event in moved]
    assert steps == [("widen", 1), ("widen", 2), ("widen", 3), ("age", 1)]
    item = await queue.read_item(
        desk, await an_agent(desk, "Zoe"), conversation_id=conversation_id
    )
    assert item is not None
    assert (item.priority, item.rank) == ("P4", 3)


async def test_profile_is_changed_by_supervisors_and_must_fit_the_policy(
    desk: Desk, maya: Person
) -> None:
    grace = await an_agent(desk, "Grace", role=Role.SUPERVISOR)
    change = {"person_id": maya.person_id, "profile": Profile(skills={"magic": 1})}

    with pytest.raises(NotAllowed):
        await staff.set_profile(desk, maya, **change)
    with pytest.raises(ValidationFailed, match="no team has the skill 'magic'"):
        await staff.set_profile(desk, grace, **change)
    with pytest.raises(NotFound):
        await staff.set_profile(desk, grace, person_id="per_0", profile=Profile())

    fits = Profile(tier=2, capacity=4, skills={"general": 3}, languages=["en"])
    await staff.set_profile(desk, grace, person_id=maya.person_id, profile=fits)
    [worker] = [w for w, _ in await staff.read_workers(desk) if w.name == "Maya"]
    assert (worker.tier, worker.capacity, worker.skills) == (2, 4, {"general": 3})

"""Passing on: packet and transcript stay, the customer is told, the bot is silent."""

from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.event import EventType
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.profile import Profile
from handoff.domain.views import AgentSnapshot
from handoff.errors import (
    AtCapacity,
    Conflict,
    HopLimit,
    IllegalTransition,
    NotAllowed,
    NotFound,
    StaleEpoch,
    ValidationFailed,
)
from handoff.services import (
    conversations,
    handoffs,
    offers,
    queue,
    transfers,
)
from tests.support.builders import a_customer, an_agent, queued, reply, say
from tests.support.logs import codes, log_of
from tests.support.routing import events_of, offer_of, on_line


@pytest.fixture
async def ben(desk: Desk) -> Person:
    """A colleague in other teams."""
    return await an_agent(desk, "Ben", teams=["billing", "resolutions"])


@pytest.fixture
async def grace(desk: Desk) -> Person:
    """A supervisor."""
    return await an_agent(desk, "Grace", role=Role.SUPERVISOR)


@pytest.fixture
async def held(desk: Desk, ada: Customer, maya: Person) -> AgentSnapshot:
    """A conversation that Maya has."""
    _, handoff_id = await queued(desk, ada)
    return await handoffs.accept(desk, maya, handoff_id=handoff_id)


def about(held: AgentSnapshot, **more: Any) -> dict[str, Any]:
    """The arguments that name the conversation as Maya knows it."""
    return {"conversation_id": held.conversation_id, "epoch": held.epoch, **more}


async def test_transfer_to_a_team_keeps_everything_and_tells_the_customer(
    desk: Desk, ada: Customer, maya: Person, ben: Person, held: AgentSnapshot
) -> None:
    await reply(desk, maya, held.conversation_id, held.epoch)

    await transfers.transfer(
        desk, maya, **about(held, team_id="billing", note="She was charged twice")
    )

    snapshot = await conversations.agent_snapshot(
        desk, ben, conversation_id=held.conversation_id
    )
    hers = await conversations.customer_snapshot(
        desk, ada, conversation_id=held.conversation_id
    )
    log = await log_of(desk, held.conversation_id)
    [moved] = [e for e in log if e.type is EventType.HANDOFF_TRANSFERRED]
    assert (snapshot.status, snapshot.epoch) == ("queued", held.epoch + 1)
    assert snapshot.packet == held.packet
    assert hers.handoff is not None
    assert (hers.handoff.team.id, hers.handoff.position) == ("billing", 1)
    assert codes(log)[-1] == "passed_to_team"
    assert moved.data["note"] == "She was charged twice"
    assert moved.data["from"]["agent"]["name"] == "Maya"
    assert moved.data["hops"] == 1
    # The next agent must have read what was said since the packet, too.
    taken = await handoffs.accept(desk, ben, handoff_id=moved.data["handoff_id"])
    assert taken.owner.name == "Ben"
    with pytest.raises(NotFound):
        await reply(desk, maya, held.conversation_id, held.epoch)
    received = await say(desk, ada, "Who has it now?")
    assert not received.turn


async def test_team_that_passed_it_on_sees_it_no_more(
    desk: Desk, maya: Person, held: AgentSnapshot
) -> None:
    await transfers.transfer(desk, maya, **about(held, team_id="billing", note=""))

    inbox = await queue.read_inbox(desk, maya)

    assert (inbox.queue, inbox.mine) == ([], [])
    with pytest.raises(NotFound):
        await conversations.agent_snapshot(
            desk, maya, conversation_id=held.conversation_id
        )


async def test_transfer_to_a_person_asks_them_first(
    desk: Desk, maya: Person, ben: Person, held: AgentSnapshot
) -> None:
    to_ben = about(held, person_id=ben.person_id, note="You know her")
    with pytest.raises(Conflict, match="Ben is not online"):
        await transfers.transfer(desk, maya, **to_ben)
    await on_line(desk, ben)

    await transfers.transfer(desk, maya, **to_ben)

    assert held.handoff is not None
    offer = await offer_of(desk, held.handoff.handoff_id)
    assert offer is not None
    assert offer.person_id == ben.person_id
    assert offer.why["by"]["name"] == "Maya"
    log = await log_of(desk, held.conversation_id)
    assert codes(log)[-1] == "passed_to_colleague"
    await offers.decline(desk, ben, offer_id=offer.offer_id)
    item = (await queue.read_inbox(desk, ben)).queue[0]
    assert (item.conversation_id, item.offer) == (held.conversation_id, None)


async def test_nobody_is_handed_more_than_they_can_hold(
    desk: Desk, maya: Person, grace: Person, held: AgentSnapshot
) -> None:
    full = await an_agent(desk, "Full", profile=Profile(capacity=2))
    await on_line(desk, full)
    _, handoff_id = await queued(desk, await a_customer(desk, "Bo"))
    await handoffs.accept(desk, full, handoff_id=handoff_id)

    with pytest.raises(AtCapacity):
        await transfers.transfer(
            desk, maya, **about(held, person_id=full.person_id, note="")
        )
    with pytest.raises(AtCapacity):
        await transfers.reassign(
            desk, grace, **about(held, person_id=full.person_id, note="")
        )


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ({}, "name a person"),
        ({"team_id": "care", "person_id": "per_1"}, "name a person"),
        ({"team_id": "kitchen"}, "no such team"),
        ({"tier": 4}, "a tier is 1 to 3"),
    ],
)
async def test_transfer_to_nowhere_is_refused_with_its_reason(
    desk: Desk,
    maya: Person,
    held: AgentSnapshot,
    target: dict[str, Any],
    reason: str,
) -> None:
    with pytest.raises(ValidationFailed, match=reason):
        await transfers.transfer(desk, maya, **about(held, note="", **target))


async def test_escalation_goes_one_tier_up_and_then_to_the_team_above(
    desk: Desk, maya: Person, grace: Person, held: AgentSnapshot
) -> None:
    await transfers.transfer(desk, maya, **about(held, team_id="delivery", note=""))
    places = []
    for epoch in (held.epoch + 1, held.epoch + 2):
        await transfers.escalate(
            desk,
            grace,
            conversation_id=held.conversation_id,
            epoch=epoch,
            reason="She asks for more than I may grant",
        )
        item = await queue.read_item(desk, grace, conversation_id=held.conversation_id)
        assert item is not None
        assert item.team is not None
        places.append((item.team.id, item.tier))

    assert places == [("delivery", 2), ("resolutions", 3)]
    assert codes(await log_of(desk, held.conversation_id))[-2:] == [
        "passed_to_senior",
        "passed_to_manager",
    ]
    with pytest.raises(IllegalTransition, match="highest tier"):
        await transfers.escalate(
            desk,
            grace,
            conversation_id=held.conversation_id,
            epoch=held.epoch + 3,
            reason="And on",
        )
    with pytest.raises(ValidationFailed):
        await transfers.escalate(
            desk,
            grace,
            conversation_id=held.conversation_id,
            epoch=held.epoch + 3,
            reason="  ",
        )


async def test_passing_on_ends_at_the_limit_and_a_supervisor_decides(
    desk: Desk, maya: Person, grace: Person, held: AgentSnapshot
) -> None:
    epoch = held.epoch
    for _ in range(5):
        await transfers.transfer(
            desk,
            maya,
            conversation_id=held.conversation_id,
            epoch=epoch,
            tier=1,
            note="",
        )
        assert held.handoff is not None
        taken = await handoffs.accept(desk, maya, handoff_id=held.handoff.handoff_id)
        epoch = taken.epoch

    with pytest.raises(HopLimit, match="ask a supervisor") as refused:
        await transfers.escalate(
            desk,
            maya,
            conversation_id=held.conversation_id,
            epoch=epoch,
            reason="And again",
        )
    assert refused.value.details == {"hops": 5, "limit": 5}
    await transfers.reassign(
        desk,
        grace,
        conversation_id=held.conversation_id,
        epoch=epoch,
        person_id=grace.person_id,
        note="I take it from here",
    )
    after = await conversations.agent_snapshot(
        desk, grace, conversation_id=held.conversation_id
    )
    assert after.owner.name == "Grace"
    assert after.epoch > epoch


async def test_supervisor_gives_what_waits_to_a_person(
    desk: Desk, ada: Customer, maya: Person, grace: Person
) -> None:
    conversation_id, _ = await queued(desk, ada)
    waiting = await conversations.agent_snapshot(
        desk, grace, conversation_id=conversation_id
    )
    order = {
        "conversation_id": conversation_id,
        "epoch": waiting.epoch,
        "person_id": maya.person_id,
        "note": "",
    }

    with pytest.raises(NotAllowed):
        await transfers.reassign(desk, maya, **order)
    with pytest.raises(NotFound):
        await transfers.reassign(desk, grace, **{**order, "person_id": "per_0"})
    await transfers.reassign(desk, grace, **order)

    hers = await conversations.customer_snapshot(
        desk, ada, conversation_id=conversation_id
    )
    [accepted] = await events_of(desk, conversation_id, EventType.HANDOFF_ACCEPTED)
    assert hers.owner.name == "Maya"
    assert accepted.data["how"] == "reassign"
    with pytest.raises(StaleEpoch):
        await transfers.reassign(desk, grace, **order)

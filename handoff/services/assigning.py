"""Giving a conversation to a person and taking it back, inside one transaction."""

from typing import Any

from sqlalchemy import Row

from handoff.desk import Desk
from handoff.domain.capacity import has_room, load_of
from handoff.domain.complaint import Holder, HolderKind
from handoff.domain.conversation import Conversation
from handoff.domain.event import EventType
from handoff.domain.principal import Person
from handoff.domain.timer import Subject
from handoff.errors import AtCapacity
from handoff.services import complaints, timers
from handoff.services.access import author_of
from handoff.services.moves import AGE, WIDEN
from handoff.services.queueing import say_as_system
from handoff.storage import handoffs, pick_ups, profiles
from handoff.storage.unit import Unit


def require_room(desk: Desk, unit: Unit, person_id: str, priority: str) -> None:
    """Nothing: the person may hold one more conversation of this priority.

    Raises:
        AtCapacity: they hold as much as they can.
    """
    policy = desk.policies.routing.capacity
    found = profiles.read_worker(unit.sql(), person_id, capacity=policy.default)
    if found is None:
        return
    worker, _ = found
    if not has_room(priority, worker.held, worker.capacity, policy):
        load = load_of(worker.held, worker.capacity, policy)
        raise AtCapacity(
            f"{worker.name} holds as much as they can",
            details={"load": load, "capacity": worker.capacity, "name": worker.name},
        )


def give_to(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    handoff: Row[Any],
    who: Person,
    *,
    why: dict[str, Any] | None = None,
    how: str | None = None,
) -> None:
    """The waiting handoff is the person's: only they speak, and the customer knows.

    Args:
        desk: its scripts and ids.
        unit: the transaction.
        conversation: whose owner changes.
        handoff: its row as it waits.
        who: takes over.
        why: the grounds on which they were asked; None for those who took it by hand.
        how: `offer`, `hand` or `reassign`; the first two follow from `why`.
    """
    connection, handoff_id = unit.sql(), handoff.handoff_id
    if (
        handoffs.take(
            connection,
            handoff,
            agent_id=who.person_id,
            agent_name=who.name,
            now=unit.now,
        )
        and how != "reassign"
    ):
        # A supervisor's decision says nothing of how long the line takes.
        pick_ups.add(connection, handoff, person_id=who.person_id, now=unit.now)
    for kind in (AGE, WIDEN):
        timers.cancel(unit, Subject("handoff", handoff_id), kind)
    conversation.assign(agent_id=who.person_id, agent_name=who.name)
    accepted = unit.append(
        conversation,
        EventType.HANDOFF_ACCEPTED,
        author_of(who),
        {
            "handoff_id": handoff_id,
            "agent": {"id": who.person_id, "name": who.name},
            "epoch": conversation.epoch,
            "how": how or ("offer" if why else "hand"),
            "why": why,
        },
    )
    holder = Holder(HolderKind.PERSON, who.person_id, who.name)
    complaints.hand_to(unit, conversation.conversation_id, holder)
    say_as_system(desk, unit, conversation, "agent_joined", agent_name=who.name)
    handoffs.change(connection, handoff_id, why=why)
    handoffs.assign(
        connection,
        desk.ids.new("asg"),
        handoff_id=handoff_id,
        conversation_id=conversation.conversation_id,
        agent_id=who.person_id,
        from_seq=accepted.seq,
        now=unit.now,
    )
    profiles.keep(connection, who.person_id, idle_since=unit.now, missed=0)


def release(unit: Unit, conversation: Conversation, person_id: str) -> None:
    """Nobody holds the conversation any more; the person has been idle since now."""
    handoffs.unassign(
        unit.sql(),
        conversation.conversation_id,
        to_seq=conversation.last_seq,
        now=unit.now,
    )
    profiles.keep(unit.sql(), person_id, idle_since=unit.now)

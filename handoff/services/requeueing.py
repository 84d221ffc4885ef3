"""Moving an open handoff to another team, tier or person, inside one transaction.

Packet and transcript stay as they are, the epoch rises, the customer is told who comes,
and the bot stays silent throughout.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row

from handoff.desk import Desk
from handoff.domain.complaint import Holder, HolderKind
from handoff.domain.conversation import Conversation, Status
from handoff.domain.event import SYSTEM, Author, EventType, Visibility
from handoff.domain.handoff import HandoffRequest, HandoffStatus, Reason
from handoff.domain.ranking import rank_of
from handoff.domain.routing import choose_route
from handoff.domain.routing_policy import Team
from handoff.domain.views import PersonRef, Wait
from handoff.services import complaints, offers
from handoff.services.assigning import release
from handoff.services.moves import start_ageing
from handoff.services.queueing import say_as_system
from handoff.services.waits import expect_wait
from handoff.storage import handoffs, line, memories
from handoff.storage import offers as rows
from handoff.storage.unit import Unit

Handoff = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a handoff goes, and how that came about.

    `how` is `transfer`, `escalate`, `climb`, `reassign`, `lost_team` or `call_back`;
    `code` names the desk's script that tells the customer, with `values` to fill it.
    """

    team: Team
    tier: int
    how: str
    by: Author
    code: str
    values: dict[str, str]
    reason: str = ""
    note: str = ""
    counts: bool = True
    """Whether it is a hop that people made."""
    person: PersonRef | None = None
    """Whom it is meant for, by id and name."""


def requeue(
    desk: Desk, unit: Unit, conversation: Conversation, handoff: Handoff, move: Move
) -> None:
    """The conversation waits where the move says, with its arrival as it was."""
    before, had_it = describe_place(handoff), conversation.owner_id
    leave(unit, conversation, handoff)
    if had_it is not None:
        _pass_over(desk, unit, handoff, had_it)
    place = _new_place(desk, unit, handoff, move)
    hops = handoff.hops + move.counts
    note_transfer(unit, conversation, handoff, move, before=before, hops=hops)
    conversation.requeue(team_id=move.team.id, sealed_seq=conversation.last_seq)
    wait = Wait(place["wait_low"], place["wait_high"])
    told: dict[str, Any] = {
        "team_name": move.team.name,
        "wait": desk.words.wait(wait),
        **move.values,
    }
    say_as_system(desk, unit, conversation, move.code, customer=None, **told)
    queued = {
        **handoffs.read_queued(unit.sql(), handoff.handoff_id),
        "priority": handoff.priority,
        "team": {"id": move.team.id, "name": move.team.name},
        "skill": place["skill"],
        "tier": move.tier,
        "wait": msgspec.to_builtins(wait),
    }
    unit.append(conversation, EventType.HANDOFF_QUEUED, SYSTEM, queued)
    handoffs.change(
        unit.sql(),
        handoff.handoff_id,
        status=HandoffStatus.QUEUED.value,
        agent_id=None,
        agent_name=None,
        hops=hops,
        **place,
    )
    start_ageing(desk, unit, handoff.handoff_id)
    team = Holder(HolderKind.TEAM, move.team.id, move.team.name)
    complaints.climb_to(unit, conversation.conversation_id, team, tier=move.tier)


def leave(unit: Unit, conversation: Conversation, handoff: Handoff) -> None:
    """Nobody has the conversation, and nobody is being asked to take it."""
    if conversation.status is Status.ASSIGNED and conversation.owner_id is not None:
        release(unit, conversation, conversation.owner_id)
    else:
        offers.withdraw(unit, handoff.handoff_id)


def describe_place(handoff: Handoff) -> dict[str, Any]:
    """Team, tier and agent of the handoff, as a `handoff.transferred` tells them."""
    agent = None
    if handoff.agent_id is not None:
        agent = {"id": handoff.agent_id, "name": handoff.agent_name}
    return {
        "team": {"id": handoff.team_id, "name": handoff.team_name},
        "tier": handoff.tier,
        "agent": agent,
    }


def note_transfer(
    unit: Unit,
    conversation: Conversation,
    handoff: Handoff,
    move: Move,
    *,
    before: dict[str, Any],
    hops: int,
) -> None:
    """The log says, for the company only, who moved it from where to where and why."""
    person = move.person and {"id": move.person.id, "name": move.person.name}
    unit.append(
        conversation,
        EventType.HANDOFF_TRANSFERRED,
        move.by,
        {
            "handoff_id": handoff.handoff_id,
            "how": move.how,
            "from": before,
            "to": {
                "team": {"id": move.team.id, "name": move.team.name},
                "tier": move.tier,
                "agent": person,
            },
            "reason": move.reason,
            "note": move.note,
            "hops": hops,
        },
        visibility=Visibility.INTERNAL,
    )


def _pass_over(desk: Desk, unit: Unit, handoff: Handoff, person_id: str) -> None:
    """Whoever had it is not the first to be asked again."""
    rows.note_passed(
        unit.sql(),
        offer_id=desk.ids.new("off"),
        handoff_id=handoff.handoff_id,
        person_id=person_id,
        now=unit.now,
    )


def _new_place(desk: Desk, unit: Unit, handoff: Handoff, move: Move) -> dict[str, Any]:
    """The columns of its place in the new line; arrival and priority are kept."""
    policies, connection = desk.policies, unit.sql()
    memory = memories.read(connection, handoff.conversation_id)
    request = HandoffRequest(reason=Reason(handoff.reason), signal=handoff.signal)
    route = choose_route(request, memory.rating, policies, now=unit.now)
    rank = rank_of(handoff.priority, 0, policies.routing.ageing, policies.priorities)
    ahead = line.count_ahead_of_new(
        connection, move.team.id, rank=rank, due_at=route.due_at
    )
    wait = expect_wait(
        connection, desk, move.team.id, priority=handoff.priority, ahead=ahead
    )
    return {
        "team_id": move.team.id,
        "tier": move.tier,
        "skill": handoff.skill if handoff.skill in move.team.skills else None,
        "rank": rank,
        "due_at": route.due_at,
        "queued_at": unit.now,
        "aged": 0,
        "widened": 0,
        "ahead": ahead,
        "wait_low": wait.low,
        "wait_high": wait.high,
        "why": None,
    }

"""Passing a conversation on: transfer, escalation, and a supervisor's decision."""

from typing import Any, Final

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.principal import Person
from handoff.domain.routing_policy import TOP_TIER
from handoff.domain.text import check_note, check_text
from handoff.errors import (
    Conflict,
    HopLimit,
    IllegalTransition,
    ValidationFailed,
)
from handoff.services import offers
from handoff.services.access import Verb, require
from handoff.services.assigning import give_to, require_room
from handoff.services.destinations import find_person, make_move, one_up, team_of
from handoff.services.messages import require_owner
from handoff.services.requeueing import (
    Handoff,
    describe_place,
    leave,
    note_transfer,
    requeue,
)
from handoff.storage import handoffs, records
from handoff.storage.unit import Unit

LONGEST_REASON: Final = 500


async def transfer(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    epoch: int,
    note: str,
    team_id: str | None = None,
    tier: int | None = None,
    person_id: str | None = None,
) -> None:
    """The conversation waits for that team, tier or person, and the note is with it.

    A person is asked first, by an offer; when they do not take it, their team is.

    Args:
        desk: the desk.
        who: has the conversation, or is a supervisor.
        conversation_id: which.
        epoch: proves how the conversation stands for `who`.
        note: for whoever takes it.
        team_id: a team.
        tier: 1 to 3; together with a team, or within the one that has it.
        person_id: one person, instead of team and tier.

    Raises:
        ValidationFailed: nothing, or too much, is named; no such team or tier.
        NotFound: the conversation, or the person, is not for `who` to see.
        StaleEpoch: somebody else owns the conversation now.
        HopLimit: it was passed on too often.
        AtCapacity: the person has no room.
        Conflict: the person is not online.
    """
    note = check_note(note)
    _check_target(desk, team_id, tier, person_id)

    def move(unit: Unit) -> None:
        conversation, handoff = _held(unit, who, conversation_id, epoch)
        _require_hop(desk, who, handoff)
        if person_id is not None:
            _pass_to(desk, unit, who, conversation, handoff, person_id, note)
            return
        routing = desk.policies.routing
        team = desk.policies.team(team_id or handoff.team_id)
        seated, seat = routing.seat(team, tier or (1 if team_id else handoff.tier))
        requeue(
            desk,
            unit,
            conversation,
            handoff,
            make_move(who, seated, seat, how="transfer", note=note),
        )
        _note(unit, who, "handoff.transfer", handoff, team=seated.id, tier=seat)

    await desk.writer.change(move, conversation_id=conversation_id)


async def escalate(
    desk: Desk, who: Person, *, conversation_id: str, epoch: int, reason: str
) -> None:
    """The conversation waits for somebody one tier up, and the reason is with it.

    Raises:
        ValidationFailed: the reason is empty or too long.
        NotFound: the conversation is not for `who` to see.
        StaleEpoch: somebody else owns the conversation now.
        HopLimit: it was passed on too often.
        IllegalTransition: nobody stands above.
    """
    reason = check_text(reason, field="reason", longest=LONGEST_REASON)

    def move(unit: Unit) -> None:
        conversation, handoff = _held(unit, who, conversation_id, epoch)
        _require_hop(desk, who, handoff)
        team, tier = one_up(desk, handoff)
        requeue(
            desk,
            unit,
            conversation,
            handoff,
            make_move(who, team, tier, how="escalate", reason=reason),
        )
        _note(unit, who, "handoff.escalate", handoff, team=team.id, tier=tier)

    await desk.writer.change(move, conversation_id=conversation_id)


async def reassign(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    epoch: int,
    person_id: str,
    note: str,
) -> None:
    """The person has the conversation, whoever had it; a supervisor decides so.

    Whoever takes it over for themselves needs no room; nobody else is given more than
    they can hold.

    Raises:
        NotAllowed: `who` is no supervisor.
        NotFound: the conversation is not for `who` to see, or there is no such person.
        StaleEpoch: the conversation has changed hands since.
        AtCapacity: the person holds as much as they can.
    """
    note = check_note(note)

    def give(unit: Unit) -> None:
        conversation = require(who, Verb.REASSIGN, unit.conversation(conversation_id))
        conversation.require_epoch(epoch)
        handoff = _open_handoff(unit, conversation)
        if conversation.owner_id == person_id:
            return
        person, _ = find_person(unit, person_id)
        if person_id != who.person_id:
            require_room(desk, unit, person_id, handoff.priority)
        team = team_of(desk, person, handoff)
        before = describe_place(handoff)
        leave(unit, conversation, handoff)
        move = make_move(
            who, team, handoff.tier, how="reassign", note=note, person=person
        )
        note_transfer(
            unit, conversation, handoff, move, before=before, hops=handoff.hops + 1
        )
        conversation.requeue(team_id=team.id, sealed_seq=conversation.last_seq)
        handoffs.change(
            unit.sql(),
            handoff.handoff_id,
            status="queued",
            team_id=team.id,
            hops=handoff.hops + 1,
        )
        give_to(desk, unit, conversation, handoff, person, how="reassign")
        _note(unit, who, "handoff.reassign", handoff, person=person_id)

    await desk.writer.change(give, conversation_id=conversation_id)


def _check_target(
    desk: Desk, team_id: str | None, tier: int | None, person_id: str | None
) -> None:
    if (person_id is None) == (team_id is None and tier is None):
        raise ValidationFailed(
            "name a person, or else a team, a tier or both",
            details={"field": "person_id"},
        )
    if team_id is not None and desk.policies.routing.find(team_id) is None:
        raise ValidationFailed("no such team", details={"field": "team_id"})
    if tier is not None and not 1 <= tier <= TOP_TIER:
        raise ValidationFailed(f"a tier is 1 to {TOP_TIER}", details={"field": "tier"})


def _held(
    unit: Unit, who: Person, conversation_id: str, epoch: int
) -> tuple[Conversation, Handoff]:
    """The conversation that the person may pass on, and its open handoff."""
    conversation = require(who, Verb.WRITE_AS_AGENT, unit.conversation(conversation_id))
    if who.role.sees_all_teams:
        conversation.require_epoch(epoch)
    else:
        require_owner(who, conversation, epoch)
    return conversation, _open_handoff(unit, conversation)


def _open_handoff(unit: Unit, conversation: Conversation) -> Handoff:
    waits_or_talks = conversation.status in (Status.QUEUED, Status.ASSIGNED)
    handoff = None
    if waits_or_talks and conversation.handoff_id is not None:
        handoff = handoffs.read(unit.sql(), conversation.handoff_id)
    if handoff is None:
        raise IllegalTransition(
            "conversation", conversation.status.value, "be passed on"
        )
    return handoff


def _require_hop(desk: Desk, who: Person, handoff: Handoff) -> None:
    limit = desk.policies.routing.hop_limit
    if handoff.hops >= limit and not who.role.sees_all_teams:
        raise HopLimit(
            f"passed on {handoff.hops} times already: ask a supervisor to assign it",
            details={"hops": handoff.hops, "limit": limit},
        )


def _pass_to(
    desk: Desk,
    unit: Unit,
    who: Person,
    conversation: Conversation,
    handoff: Handoff,
    person_id: str,
    note: str,
) -> None:
    person, presence = find_person(unit, person_id)
    if person_id == conversation.owner_id:
        raise ValidationFailed(
            f"{person.name} has it already", details={"field": "person_id"}
        )
    if presence != "online":
        raise Conflict(f"{person.name} is not online: pass it on to their team")
    require_room(desk, unit, person_id, handoff.priority)
    team = team_of(desk, person, handoff)
    move = make_move(who, team, handoff.tier, how="transfer", note=note, person=person)
    requeue(desk, unit, conversation, handoff, move)
    again = handoffs.read(unit.sql(), handoff.handoff_id)
    if again is not None:
        why = {"rule": "asked_by", "by": {"id": who.person_id, "name": who.name}}
        offers.make_offer(
            desk, unit, again, person_id=person_id, name=person.name, why=why
        )
    _note(unit, who, "handoff.transfer", handoff, person=person_id)


def _note(unit: Unit, who: Person, verb: str, handoff: Handoff, **details: Any) -> None:
    records.note_action(
        unit.sql(),
        who,
        verb,
        object_kind="handoff",
        object_id=handoff.handoff_id,
        at=unit.now,
        details=details,
    )

"""Call-backs: what an agent says of a call, and when the next one comes."""

from datetime import timedelta

from handoff.clock import iso
from handoff.desk import Desk
from handoff.domain.conversation import Conversation
from handoff.domain.doors import Kind, Slot, free_slots, show_phone
from handoff.domain.event import EventType
from handoff.domain.principal import Person
from handoff.domain.timer import Subject
from handoff.errors import IllegalTransition
from handoff.services import timers
from handoff.services.access import Verb, author_of, require
from handoff.services.door_promises import (
    CALL,
    hours_of,
    tell_change,
    wait_for_slot,
)
from handoff.services.door_words import Talk, slot_words
from handoff.services.messages import require_owner
from handoff.services.requeueing import Move, requeue
from handoff.storage import doors, handoffs, records
from handoff.storage.doors import Door
from handoff.storage.unit import Unit


async def note_call(
    desk: Desk, who: Person, *, conversation_id: str, epoch: int, reached: bool
) -> None:
    """The call is on record; one that reached nobody comes again, as policy says.

    Raises:
        NotFound: the conversation is not for this person to see.
        StaleEpoch: somebody else owns the conversation now.
        IllegalTransition: no call is due to this customer.
    """

    def note(unit: Unit) -> None:
        conversation = require(
            who, Verb.WRITE_AS_AGENT, unit.conversation(conversation_id)
        )
        require_owner(who, conversation, epoch)
        door = doors.read_open(unit.sql(), conversation.handoff_id)
        if door is None or door.kind != Kind.CALL_BACK.value:
            raise IllegalTransition("conversation", "without a call-back", "be called")
        tries = door.tries + 1
        records.note_action(
            unit.sql(),
            who,
            "call.reached" if reached else "call.missed",
            object_kind="handoff",
            object_id=door.handoff_id,
            at=unit.now,
            details={"tries": tries},
        )
        if reached:
            _end(desk, unit, conversation, door, tries, "kept")
        else:
            _try_again(desk, unit, who, conversation, door, tries)

    await desk.writer.change(note, conversation_id=conversation_id)


def _end(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    door: Door,
    tries: int,
    state: str,
) -> None:
    timers.meet(unit, Subject("door", door.door_id), CALL)
    doors.change(
        unit.sql(), door.door_id, state=state, tries=tries, settled_at=unit.now
    )
    talk = Talk(desk, unit, conversation)
    tell_change(unit, talk, door, type=EventType.DOOR_CHANGED, state=state, tries=tries)


def _try_again(
    desk: Desk,
    unit: Unit,
    who: Person,
    conversation: Conversation,
    door: Door,
    tries: int,
) -> None:
    """The next slot is promised, or the tries are over and the agent decides."""
    policy, talk = desk.policies.doors.call_back, Talk(desk, unit, conversation)
    phone = show_phone(door.phone)
    slot = _next_slot(desk, unit, talk.team_id)
    handoff = handoffs.read(unit.sql(), door.handoff_id)
    if tries >= policy.tries or slot is None or handoff is None:
        _end(desk, unit, conversation, door, tries, "missed")
        talk.say("call_given_up", phone=phone)
        return
    move = Move(
        team=desk.policies.team(talk.team_id),
        tier=handoff.tier,
        how="call_back",
        by=author_of(who),
        code="call_missed",
        values={"phone": phone, "slot": slot_words(desk, talk, slot)},
        counts=False,
    )
    requeue(desk, unit, conversation, handoff, move)
    wait_for_slot(unit, door.handoff_id, slot)
    doors.change(
        unit.sql(), door.door_id, tries=tries, due_at=slot.start, until=slot.end
    )
    timers.start(
        unit,
        Subject("door", door.door_id),
        CALL,
        due_at=slot.start,
        conversation_id=door.conversation_id,
    )
    tell_change(
        unit,
        talk,
        door,
        type=EventType.DOOR_CHANGED,
        state="missed",
        tries=tries,
        due_at=iso(slot.start),
    )
    # The customer knows of the next time, and no clock runs until it has come.
    tell_change(
        unit,
        talk,
        door,
        type=EventType.DOOR_OPENED,
        kind=door.kind,
        due_at=iso(slot.start),
        until=iso(slot.end),
        phone=door.phone,
    )


def _next_slot(desk: Desk, unit: Unit, team_id: str) -> Slot | None:
    policy = desk.policies.doors.call_back
    after = unit.now + timedelta(minutes=policy.again_after_minutes)
    free = free_slots(
        policy,
        hours_of(desk, team_id),
        after=after,
        taken=doors.calls_by_slot(unit.sql(), team_id, since=after),
    )
    return next(free, None)

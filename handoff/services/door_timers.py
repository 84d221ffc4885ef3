"""What happens when a second door's moment comes: a promise is due, a call begins."""

from handoff.clock import iso
from handoff.desk import Desk
from handoff.domain.conversation import Status
from handoff.domain.event import EventType
from handoff.domain.ledger import Why
from handoff.domain.timer import Timer
from handoff.services import outbox
from handoff.services.door_promises import tell_change
from handoff.services.door_words import Talk
from handoff.services.moves import set_priority
from handoff.services.waits import expect_wait
from handoff.storage import doors, handoffs, records
from handoff.storage.doors import Door
from handoff.storage.unit import Unit


def promise_due(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The promise was kept, or is seen to: the customer stands first and is told."""
    door = doors.read(unit.sql(), timer.subject.id)
    if door is None or door.state != "open":
        return
    conversation = unit.conversation(door.conversation_id)
    handoff = handoffs.read(unit.sql(), door.handoff_id)
    if conversation is None or handoff is None:
        return
    talk = Talk(desk, unit, conversation)
    if handoff.accepted_at is not None or conversation.status is not Status.QUEUED:
        _settle(unit, talk, door, "kept")
        return
    _settle(unit, talk, door, "missed")
    highest = desk.policies.priorities[0]
    set_priority(desk, unit, handoff, highest, Why.BREACH)
    wait = expect_wait(unit.sql(), desk, handoff.team_id, priority=highest, ahead=0)
    talk.say("promise_late", wait=desk.words.wait(wait))
    records.note_action(
        unit.sql(),
        None,
        "promise.missed",
        object_kind="handoff",
        object_id=door.handoff_id,
        at=unit.now,
        details={"kind": door.kind, "due_at": iso(door.due_at)},
    )
    outbox.announce(
        desk,
        unit,
        kind="promise.missed",
        key=f"promise.missed:{door.door_id}",
        payload={
            "conversation_id": door.conversation_id,
            "handoff_id": door.handoff_id,
            "kind": door.kind,
            "due_at": iso(door.due_at),
        },
    )


def call_due(desk: Desk, unit: Unit, timer: Timer) -> None:
    """The call-back stands in its team's line, due by the end of its slot."""
    door = doors.read(unit.sql(), timer.subject.id)
    if door is None or door.state != "open":
        return
    conversation = unit.conversation(door.conversation_id)
    handoff = handoffs.read(unit.sql(), door.handoff_id)
    if conversation is None or handoff is None:
        return
    talk = Talk(desk, unit, conversation)
    if conversation.status is not Status.QUEUED:
        return  # somebody has them already, and sees whom to call
    handoffs.change(unit.sql(), door.handoff_id, not_before=None, due_at=door.until)
    tell_change(
        unit, talk, door, type=EventType.DOOR_CHANGED, state="due", tries=door.tries
    )


def _settle(unit: Unit, talk: Talk, door: Door, state: str) -> None:
    doors.change(unit.sql(), door.door_id, state=state, settled_at=unit.now)
    tell_change(
        unit, talk, door, type=EventType.DOOR_CHANGED, state=state, tries=door.tries
    )

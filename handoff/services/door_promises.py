"""What a second door promises: kept as a row, with a timer, and by mail."""

from datetime import datetime, timedelta
from typing import Any, Final

from handoff.clock import from_iso, iso
from handoff.desk import Desk
from handoff.domain.calendar import Calendar
from handoff.domain.doors import Kind, Slot, show_phone
from handoff.domain.event import SYSTEM, EventType, Visibility
from handoff.domain.timer import Subject
from handoff.services import offers, outbox, timers
from handoff.services.door_words import Talk, slot_words
from handoff.services.kept_places import keep_for_good
from handoff.services.links import make_link
from handoff.storage import customers, doors, handoffs, records
from handoff.storage.doors import Door
from handoff.storage.unit import Unit

PROMISE: Final = "promise"
CALL: Final = "call"
"""Kinds of timers of a door (services/timer_effects.py)."""


def hours_of(desk: Desk, team_id: str) -> Calendar:
    """When people of the team are there."""
    return desk.policies.time.team_calendar(team_id)


def keep(desk: Desk, unit: Unit, talk: Talk, door: Door) -> None:
    """The customer may close the page; they have an answer by the promised time."""
    minutes = desk.policies.doors.keep.answer_within_minutes
    due_at = _due(desk, unit, talk, minutes)
    _promise(unit, talk, door, Kind.KEEP, PROMISE, due_at=due_at)
    talk.say("door_keep_done", due=talk.moment(due_at))


def write_back(desk: Desk, unit: Unit, talk: Talk, door: Door, email: str) -> None:
    """The customer has a mail, and an answer by the promised time."""
    policy = desk.policies.doors.email
    due_at = _due(desk, unit, talk, policy.answer_within_minutes)
    _promise(unit, talk, door, Kind.EMAIL, PROMISE, due_at=due_at, email=email)
    customers.keep_email(unit.sql(), talk.conversation.customer_id, email)
    due = talk.moment(due_at)
    talk.say("door_email_done", email=email, due=due)
    send_mail(desk, unit, talk, door, "left_with_us", to=email, due=due)


def call_back(desk: Desk, unit: Unit, talk: Talk, door: Door, slot: Slot) -> None:
    """A person calls in the slot; until then the customer stands in no line."""
    _promise(unit, talk, door, Kind.CALL_BACK, CALL, due_at=slot.start, until=slot.end)
    wait_for_slot(unit, door.handoff_id, slot)
    words = slot_words(desk, talk, slot)
    phone = show_phone(door.phone)
    other = desk.words.phrase(f"door.{Kind.CALL_BACK.value}")
    buttons = [{"title": desk.words.phrase("door.another"), "text": other}]
    talk.say("door_call_done", buttons=buttons, phone=phone, slot=words)
    if talk.customer.email is not None and desk.mail.configured:
        send_mail(
            desk,
            unit,
            talk,
            door,
            "call_back_booked",
            to=talk.customer.email,
            phone=phone,
            slot=words,
        )


def take_back(unit: Unit, door: Door) -> None:
    """The customer is asked again: nothing is promised, and they stand in line."""
    timers.cancel(unit, Subject("door", door.door_id))
    handoffs.change(unit.sql(), door.handoff_id, not_before=None)
    doors.change(unit.sql(), door.door_id, state="asked", until=None)


def wait_for_slot(unit: Unit, handoff_id: str, slot: Slot) -> None:
    """The handoff is nobody's to take before the slot begins."""
    offers.withdraw(unit, handoff_id)
    handoffs.change(unit.sql(), handoff_id, not_before=slot.start, due_at=slot.start)


def still_free(
    desk: Desk, unit: Unit, team_id: str, start: str, end: str
) -> Slot | None:
    """The slot that was shown, if it is still to come and has room."""
    slot = Slot(from_iso(start), from_iso(end))
    taken = doors.calls_by_slot(unit.sql(), team_id, since=slot.start)
    room = taken.get(slot.start, 0) < desk.policies.doors.call_back.calls_per_slot
    return slot if room and slot.start > unit.now else None


def written(labels: list[str], slots: list[Slot]) -> list[list[str]]:
    """Slots as the door's row keeps them, each with what its button said."""
    return [
        [label, iso(slot.start), iso(slot.end)]
        for label, slot in zip(labels, slots, strict=True)
    ]


def tell_change(
    unit: Unit, talk: Talk, door: Door, *, type: EventType, **changed: Any
) -> None:
    """The log says how the door stands; customers read only of its opening."""
    data = {
        "handoff_id": door.handoff_id,
        "door_id": door.door_id,
        **{name: value for name, value in changed.items() if value is not None},
    }
    opened = type is EventType.DOOR_OPENED
    visibility = Visibility.PUBLIC if opened else Visibility.INTERNAL
    unit.append(talk.conversation, type, SYSTEM, data, visibility=visibility)


def send_mail(
    desk: Desk,
    unit: Unit,
    talk: Talk,
    door: Door,
    template: str,
    *,
    to: str,
    mark: str = "",
    **values: Any,
) -> None:
    """The mail leaves with a link that brings the customer back, once."""
    days = desk.policies.doors.email.link_days
    link = make_link(
        desk,
        unit,
        customer_id=talk.conversation.customer_id,
        conversation_id=talk.conversation.conversation_id,
        days=days,
    )
    outbox.mail_later(
        unit,
        key=mail_key(template, door, mark),
        to=to,
        template=template,
        values={
            "name": talk.customer.name,
            "reference": talk.reference,
            "team": talk.team_name,
            "expires": talk.moment(unit.now + timedelta(days=days)),
            **values,
        },
        locale=talk.customer.locale,
        link=link,
    )


def mail_key(template: str, door: Door, mark: str = "") -> str:
    """The key of the door's mail; `mark` tells several of one kind apart."""
    return f"mail.{template}:{door.door_id}{mark}"


def _due(desk: Desk, unit: Unit, talk: Talk, minutes: int) -> datetime:
    """So much working time of the team from now on."""
    return hours_of(desk, talk.team_id).add(unit.now, timedelta(minutes=minutes))


def _promise(
    unit: Unit,
    talk: Talk,
    door: Door,
    kind: Kind,
    timer: str,
    *,
    due_at: datetime,
    until: datetime | None = None,
    email: str | None = None,
) -> None:
    """The door is open: its promise is a row, a timer, and on record."""
    connection = unit.sql()
    doors.change(
        connection,
        door.door_id,
        kind=kind.value,
        state="open",
        step=None,
        due_at=due_at,
        until=until,
        email=email,
    )
    keep_for_good(unit, door.handoff_id)
    if kind is not Kind.CALL_BACK:
        handoffs.change(connection, door.handoff_id, due_at=due_at)
    timers.start(
        unit,
        Subject("door", door.door_id),
        timer,
        due_at=due_at,
        conversation_id=door.conversation_id,
    )
    tell_change(
        unit,
        talk,
        door,
        type=EventType.DOOR_OPENED,
        kind=kind.value,
        due_at=iso(due_at),
        until=until and iso(until),
        email=email,
        phone=door.phone,
    )
    records.note_action(
        connection,
        None,
        "door.open",
        object_kind="handoff",
        object_id=door.handoff_id,
        at=unit.now,
        details={"kind": kind.value, "due_at": iso(due_at)},
    )

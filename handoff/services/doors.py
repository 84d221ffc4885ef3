"""Second doors: offered when nobody is there, chosen in the customer's own words."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from handoff.desk import Desk
from handoff.domain.conversation import Conversation, Status
from handoff.domain.doors import (
    Cause,
    Kind,
    Slot,
    Step,
    free_slots,
    read_choice,
    read_core,
    read_email,
    read_phone,
    show_phone,
    why_offer,
)
from handoff.domain.event import AuthorKind, EventType
from handoff.domain.routing import Route
from handoff.domain.views import Wait
from handoff.errors import ValidationFailed
from handoff.services import door_promises as promises
from handoff.services.door_words import Talk, slot_words
from handoff.storage import doors, events
from handoff.storage.doors import Door
from handoff.storage.unit import Unit

MOST_HEARD: Final = 20
"""Messages listened to at a time."""


def offer_doors(
    desk: Desk,
    unit: Unit,
    conversation: Conversation,
    route: Route,
    *,
    ahead: int,
    wait: Wait,
) -> None:
    """The customer who begins to wait is asked how they would like to hear from us.

    Nobody is asked when a person can come soon, or when danger forbids to send
    them away.
    """
    policy, hours = desk.policies.doors, promises.hours_of(desk, route.team.id)
    if conversation.handoff_id is None or route.priority in policy.offer.never:
        return
    cause = why_offer(
        policy.offer, hours, now=unit.now, ahead=ahead, wait_high=wait.high
    )
    if cause is None:
        return
    talk = Talk(desk, unit, conversation)
    values = {}
    if cause is Cause.CLOSED:
        values["back_at"] = talk.moment(hours.next_open(unit.now))
    talk.say(
        f"doors_{cause.value}", buttons=_choices(desk, unit, route.team.id), **values
    )
    doors.add(
        unit.sql(),
        door_id=desk.ids.new("dor"),
        conversation_id=conversation.conversation_id,
        handoff_id=conversation.handoff_id,
        step=Step.CHOICE.value,
        choices=[],
        heard_seq=conversation.last_seq,
        made_at=unit.now,
    )


async def having_doors(desk: Desk, conversation_ids: Sequence[str]) -> Sequence[str]:
    """Those of the conversations whose customer was ever asked about a door."""
    return await desk.reader.read(
        lambda connection: doors.having_doors(connection, conversation_ids)
    )


async def hear(desk: Desk, conversation_id: str) -> None:
    """What the customer wrote since they were asked has been taken as their answer.

    Words that answer nothing are for the person who comes: they stay as they are.
    """
    asked = await desk.reader.read(
        lambda connection: doors.may_choose(connection, conversation_id)
    )
    if asked:
        await desk.writer.change(
            lambda unit: _hear(desk, unit, conversation_id),
            conversation_id=conversation_id,
        )


def _hear(desk: Desk, unit: Unit, conversation_id: str) -> None:
    conversation = unit.conversation(conversation_id)
    if conversation is None:
        return
    door = doors.read_open(unit.sql(), conversation.handoff_id)
    if door is None:
        return
    if conversation.status is not Status.QUEUED:
        if door.state == "open":
            return  # the promise stands until its timer or an agent settles it
        doors.change(unit.sql(), door.door_id, state="over", settled_at=unit.now)
        return
    page = events.read_since(
        unit.sql(),
        conversation_id,
        since=door.heard_seq,
        limit=MOST_HEARD,
        internal=True,
    )
    for event in page:
        said = event.type is EventType.MESSAGE_CREATED
        if said and event.author.kind is AuthorKind.CUSTOMER:
            _answer(desk, unit, conversation, door.door_id, event.data["text"])
        doors.change(unit.sql(), door.door_id, heard_seq=event.seq)


def _answer(
    desk: Desk, unit: Unit, conversation: Conversation, door_id: str, text: str
) -> None:
    door = doors.read(unit.sql(), door_id)
    if door is None:
        return
    talk = Talk(desk, unit, conversation)
    kind = _chosen(desk, text)
    if kind is not None:
        _open(desk, unit, talk, door, kind)
    elif door.step == Step.EMAIL.value:
        _take_email(desk, unit, talk, door, text)
    elif door.step == Step.PHONE.value:
        _take_phone(desk, unit, talk, door, text)
    elif door.step == Step.SLOT.value:
        _take_slot(desk, unit, talk, door, text)


def _chosen(desk: Desk, text: str) -> Kind | None:
    """What stands on a button, or is written instead; no mail without a server."""
    words = text.strip().casefold()
    written = read_choice(desk.policies.doors.said, text)
    for kind in Kind:
        on_button = words == desk.words.phrase(f"door.{kind.value}").casefold()
        if on_button or written is kind:
            return kind if kind is not Kind.EMAIL or desk.mail.configured else None
    return None


def _open(desk: Desk, unit: Unit, talk: Talk, door: Door, kind: Kind) -> None:
    """The customer has chosen this door: what it still needs is asked for.

    A door that they had chosen before is no longer promised.
    """
    if door.state == "open":
        promises.take_back(unit, door)
    if kind is Kind.CALL_BACK and door.phone is not None:
        _ask_slot(desk, unit, talk, door, door.phone)
        return
    if kind is Kind.KEEP:
        promises.keep(desk, unit, talk, door)
        return
    step, code = {
        Kind.EMAIL: (Step.EMAIL, "door_email"),
        Kind.CALL_BACK: (Step.PHONE, "door_phone"),
    }[kind]
    doors.change(unit.sql(), door.door_id, step=step.value)
    talk.say(code)


def _take_email(desk: Desk, unit: Unit, talk: Talk, door: Door, text: str) -> None:
    try:
        email = read_email(text)
    except ValidationFailed:
        talk.say("door_email_again", buttons=[_button(desk, Kind.KEEP)])
    else:
        promises.write_back(desk, unit, talk, door, email)


def _take_phone(desk: Desk, unit: Unit, talk: Talk, door: Door, text: str) -> None:
    try:
        phone = read_phone(text, desk.policies.doors.call_back.region)
    except ValidationFailed:
        talk.say("door_phone_again", buttons=[_button(desk, Kind.KEEP)])
    else:
        doors.change(unit.sql(), door.door_id, phone=phone)
        _ask_slot(desk, unit, talk, door, phone)


def _take_slot(desk: Desk, unit: Unit, talk: Talk, door: Door, text: str) -> None:
    said = desk.policies.doors.said
    for label, start, end in door.choices:
        if read_core(said, label) == read_core(said, text):
            slot = promises.still_free(desk, unit, talk.team_id, start, end)
            if slot is not None:
                promises.call_back(desk, unit, talk, door, slot)
                return
    _ask_slot(desk, unit, talk, door, door.phone)


def _ask_slot(desk: Desk, unit: Unit, talk: Talk, door: Door, phone: str) -> None:
    shown = _slots(desk, unit, talk.team_id)
    if not shown:
        # Everything is taken meanwhile: an answer by its time is still a promise.
        promises.keep(desk, unit, talk, door)
        return
    labels = [slot_words(desk, talk, slot) for slot in shown]
    choices = promises.written(labels, shown)
    doors.change(unit.sql(), door.door_id, step=Step.SLOT.value, choices=choices)
    buttons = [{"title": label, "text": label} for label in labels]
    talk.say("door_slot", buttons=buttons, phone=show_phone(phone))


def _slots(desk: Desk, unit: Unit, team_id: str) -> list[Slot]:
    """The next free slots, as many as are shown."""
    policy = desk.policies.doors.call_back
    after = unit.now + timedelta(minutes=policy.lead_minutes)
    free = free_slots(
        policy,
        promises.hours_of(desk, team_id),
        after=after,
        taken=doors.calls_by_slot(unit.sql(), team_id, since=after),
    )
    return [slot for slot, _ in zip(free, range(policy.slots_shown), strict=False)]


def _choices(desk: Desk, unit: Unit, team_id: str) -> list[dict[str, str]]:
    """The doors that are open now, as buttons."""
    kinds = [Kind.KEEP]
    if _slots(desk, unit, team_id):
        kinds.insert(0, Kind.CALL_BACK)
    if desk.mail.configured:
        kinds.insert(0, Kind.EMAIL)
    return [_button(desk, kind) for kind in kinds]


def _button(desk: Desk, kind: Kind) -> dict[str, str]:
    phrase = desk.words.phrase(f"door.{kind.value}")
    return {"title": phrase, "text": phrase}

"""People agree with a rating or correct it: kept as labelled data, and acted on."""

from collections.abc import Callable

import msgspec

from handoff.clock import iso
from handoff.desk import Desk
from handoff.domain.conversation import Conversation
from handoff.domain.event import Event, EventType, Visibility
from handoff.domain.handoff import HandoffRequest, HandoffStatus, Reason
from handoff.domain.judgement import Judgement, check_new, judge, standing
from handoff.domain.ledger import Why
from handoff.domain.principal import Person
from handoff.domain.routing import choose_route
from handoff.domain.text import check_text
from handoff.errors import ValidationFailed
from handoff.services.access import Verb, author_of, require
from handoff.services.alerts import follow_rating
from handoff.services.customer_words import read_message
from handoff.services.moves import set_priority
from handoff.storage import handoffs, memories, records
from handoff.storage.memories import Memory
from handoff.storage.unit import Unit

LONGEST_REASON = 1000


async def agree(
    desk: Desk, who: Person, *, conversation_id: str, about: str, message_seq: int
) -> None:
    """It is on record that the person finds the rating right.

    Args:
        desk: the desk.
        who: the person.
        conversation_id: the conversation.
        about: `matrix`, or the signal's name.
        message_seq: the customer's message that it is about.

    Raises:
        NotFound: the conversation is not for this person to see.
        ValidationFailed: nothing of that message is rated so.
    """
    await _say(desk, who, conversation_id, about, message_seq, lambda old: old, "")


async def correct(
    desk: Desk,
    who: Person,
    *,
    conversation_id: str,
    about: str,
    message_seq: int,
    to: str,
    reason: str,
) -> None:
    """The rating is as the person says, and the handoff has the place it gives.

    Args:
        desk: the desk.
        who: the person.
        conversation_id: the conversation.
        about: `matrix`, the signal's name, or `none` for one that was missed.
        message_seq: the customer's message that it is about.
        to: a cell of the matrix (P1 to P4), a signal's name, or `none`.
        reason: why, in the person's words.

    Raises:
        NotFound: the conversation is not for this person to see.
        ValidationFailed: nothing of that message is rated so, or it says so already.
    """
    reason = check_text(reason, field="reason", longest=LONGEST_REASON)
    check_new(about, to)

    def changed(old: str) -> str:
        if old == to:
            raise ValidationFailed("it says so already", details={"field": "to"})
        return to

    await _say(desk, who, conversation_id, about, message_seq, changed, reason)


async def _say(
    desk: Desk,
    who: Person,
    conversation_id: str,
    about: str,
    message_seq: int,
    new: Callable[[str], str],
    reason: str,
) -> None:
    def keep(unit: Unit) -> None:
        conversation = require(who, Verb.JUDGE, unit.conversation(conversation_id))
        message = read_message(unit.sql(), conversation_id, message_seq)
        memory = memories.read(unit.sql(), conversation_id)
        if memory.rating is None:
            raise ValidationFailed("the conversation has no rating yet")
        old = standing(memory.rating, about, seq=message_seq)
        judgement = Judgement(
            about=about,
            message_seq=message_seq,
            old=old,
            new=new(old),
            reason=reason,
            by={"id": who.person_id, "name": who.name},
            at=iso(unit.now),
        )
        before = desk.policies.protocols.in_force(None, memory.rating)
        _record(unit, who, conversation, memory, judgement, message)
        if judgement.old != judgement.new:
            _move(desk, unit, conversation, memory)
            follow_rating(desk, unit, conversation, memory, before=before)

    await desk.writer.change(keep, conversation_id=conversation_id)


def _record(
    unit: Unit,
    who: Person,
    conversation: Conversation,
    memory: Memory,
    judgement: Judgement,
    message: Event,
) -> None:
    """The memory, the log, the labelled data and the audit log hold the judgement."""
    rating = memory.rating or {}
    memory.rating = judge(rating, judgement, text=message.data["text"])
    memories.write(unit.sql(), conversation.conversation_id, memory)
    unit.append(
        conversation,
        EventType.RATING_CHANGED,
        author_of(who),
        {
            "message_seq": judgement.message_seq,
            "conversation_rating": memory.rating,
            "judgement": msgspec.to_builtins(judgement),
        },
        visibility=Visibility.INTERNAL,
    )
    said = {"about": judgement.about, "old": judgement.old, "new": judgement.new}
    records.keep_label(
        unit.sql(),
        conversation_id=conversation.conversation_id,
        message_seq=judgement.message_seq,
        person_id=who.person_id,
        text=message.data["text"],
        reason=judgement.reason,
        rated_by=str(rating.get("version", ""))[:80],
        at=unit.now,
        **said,
    )
    records.note_action(
        unit.sql(),
        who,
        "rating.agree" if judgement.old == judgement.new else "rating.correct",
        object_kind="conversation",
        object_id=conversation.conversation_id,
        at=unit.now,
        details={**said, "message_seq": judgement.message_seq},
    )


def _move(desk: Desk, unit: Unit, conversation: Conversation, memory: Memory) -> None:
    """An open handoff has the place that the rating gives it, be it a lower one."""
    handoff = handoffs.read_latest(unit.sql(), conversation.conversation_id)
    open_now = {HandoffStatus.QUEUED.value, HandoffStatus.ACCEPTED.value}
    if handoff is None or handoff.status not in open_now:
        return
    request = HandoffRequest(reason=Reason(handoff.reason), signal=handoff.signal)
    route = choose_route(request, memory.rating, desk.policies, now=handoff.queued_at)
    if route.priority > handoff.priority:
        set_priority(desk, unit, handoff, route.priority, Why.JUDGEMENT, route=route)

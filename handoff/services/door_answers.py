"""Telling a customer who left an address that there is an answer."""

from handoff.desk import Desk
from handoff.domain.doors import Kind
from handoff.domain.event import AuthorKind, EventType
from handoff.services.door_promises import mail_key, send_mail
from handoff.services.door_words import Talk
from handoff.storage import doors, events, outbox
from handoff.storage.unit import Unit

LOOKED_BACK = 100
"""Events among which the customer's last words are looked for."""


async def mail_answer(desk: Desk, conversation_id: str) -> None:
    """A customer who chose mail has one for an agent's first answer to their words.

    Further messages until they write again need no further mail.
    """
    if not desk.mail.configured:
        return
    door = await desk.reader.read(
        lambda connection: doors.read_latest(connection, conversation_id)
    )
    if door is None or door.kind != Kind.EMAIL.value:
        return
    await desk.writer.change(
        lambda unit: _mail(desk, unit, conversation_id),
        conversation_id=conversation_id,
    )


def _mail(desk: Desk, unit: Unit, conversation_id: str) -> None:
    door = doors.read_latest(unit.sql(), conversation_id)
    conversation = unit.conversation(conversation_id)
    if door is None or conversation is None:
        return
    page = events.read_since(
        unit.sql(),
        conversation_id,
        since=max(door.heard_seq, conversation.last_seq - LOOKED_BACK),
        limit=LOOKED_BACK,
        internal=False,
    )
    said = [one for one in page if one.type is EventType.MESSAGE_CREATED]
    asked = [one.seq for one in said if one.author.kind is AuthorKind.CUSTOMER]
    since = asked[-1] if asked else 0
    answers = [
        one for one in said if one.author.kind is AuthorKind.AGENT and one.seq > since
    ]
    mark = f":{since}"
    if not answers or outbox.is_known(unit.sql(), mail_key("answered", door, mark)):
        return
    send_mail(
        desk,
        unit,
        Talk(desk, unit, conversation),
        door,
        "answered",
        to=door.email,
        mark=mark,
        agent=answers[0].author.name,
        text=answers[0].data["text"],
    )

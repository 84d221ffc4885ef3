"""One message of a customer, as somebody of the company points at it."""

from sqlalchemy import Connection

from handoff.domain.event import AuthorKind, Event, EventType
from handoff.errors import ValidationFailed
from handoff.storage import events


def read_message(connection: Connection, conversation_id: str, seq: int) -> Event:
    """The customer's message at that place.

    Raises:
        ValidationFailed: something else is there, or nothing.
    """
    message = events.read_one(connection, conversation_id, seq)
    said = message is not None and message.type is EventType.MESSAGE_CREATED
    if message is None or not said or message.author.kind is not AuthorKind.CUSTOMER:
        raise ValidationFailed(
            "no customer's message there", details={"field": "message_seq"}
        )
    return message

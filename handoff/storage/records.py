"""What is kept for others: the audit log, and labelled data."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from handoff.domain.principal import Customer, Principal
from handoff.storage.tables import audit, rating_labels


def note_action(
    connection: Connection,
    who: Principal | None,
    verb: str,
    *,
    object_kind: str,
    object_id: str,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """The audit log says who did what; None stands for the desk itself."""
    if who is None:
        kind, actor = "system", None
    elif isinstance(who, Customer):
        kind, actor = "customer", who.customer_id
    else:
        kind, actor = "person", who.person_id
    connection.execute(
        insert(audit).values(
            at=at,
            actor_kind=kind,
            actor_id=actor,
            verb=verb,
            object_kind=object_kind,
            object_id=object_id,
            details=details or {},
        )
    )


def keep_label(
    connection: Connection,
    *,
    conversation_id: str,
    message_seq: int,
    about: str,
    person_id: str,
    **values: Any,
) -> None:
    """What the person last said of this part of the message's rating is on record."""
    key = {
        "conversation_id": conversation_id,
        "message_seq": message_seq,
        "about": about,
        "person_id": person_id,
    }
    connection.execute(delete(rating_labels).filter_by(**key))
    connection.execute(insert(rating_labels).values(**key, **values))

"""What is kept for others: the audit log, and effects that leave the desk."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from handoff.domain.principal import Customer, Principal
from handoff.storage.tables import audit, outbox


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


def send_later(
    connection: Connection,
    kind: str,
    *,
    key: str,
    payload: dict[str, Any],
    at: datetime,
) -> None:
    """The effect waits to leave the desk; its key makes it happen only once."""
    connection.execute(
        insert(outbox).values(
            key=key, kind=kind, payload=payload, state="waiting", created_at=at
        )
    )

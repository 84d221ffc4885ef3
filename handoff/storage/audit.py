"""Reading the audit log, newest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from handoff.storage.tables import audit, people


def read_audit(
    connection: Connection,
    *,
    verb: str | None,
    actor: str | None,
    about: str | None,
    before: int | None,
    first: int,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest entries that fit, each with its actor's name.

    Args:
        connection: where to read.
        verb: the whole verb, or its part before the full stop.
        actor: an id or a name.
        about: the id of what it was done to.
        before: only entries older than this one.
        first: at most so many.
    """
    query = (
        select(audit, people.c.name.label("actor_name"))
        .outerjoin(people, people.c.person_id == audit.c.actor_id)
        .order_by(audit.c.audit_id.desc())
        .limit(first)
    )
    if verb:
        query = query.where(
            or_(
                audit.c.verb == verb,
                audit.c.verb.startswith(f"{verb}.", autoescape=True),
            )
        )
    if actor:
        query = query.where(or_(audit.c.actor_id == actor, people.c.name == actor))
    if about:
        query = query.where(audit.c.object_id == about)
    if before is not None:
        query = query.where(audit.c.audit_id < before)
    return connection.execute(query).all()

"""Noticing rights that were changed by a command beside the desk."""

import asyncio
from functools import partial
from typing import Final

from sqlalchemy import Connection, func, select

from handoff.desk import Desk
from handoff.domain.notice import RightsChanged
from handoff.storage.tables import audit

EVERY_SECONDS: Final = 0.5
_VERBS: Final = ("person.disable", "password.reset")


async def watch_rights(desk: Desk) -> None:
    """Never returns: sockets hear within a second of a person whose rights ended."""
    known = await desk.reader.read(
        lambda connection: connection.scalar(select(func.max(audit.c.audit_id))) or 0
    )
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        changed = await desk.reader.read(partial(_changed_since, known))
        for audit_id, person_id in changed:
            known = audit_id
            desk.tell(RightsChanged(person_id, None))


def _changed_since(known: int, connection: Connection) -> list[tuple[int, str]]:
    rows = connection.execute(
        select(audit.c.audit_id, audit.c.object_id)
        .where(audit.c.audit_id > known, audit.c.verb.in_(_VERBS))
        .order_by(audit.c.audit_id)
    )
    return [(row.audit_id, row.object_id) for row in rows]

"""What admins look at: the audit log, and effects that did not leave the desk."""

from typing import Any, Final

from sqlalchemy import Connection

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.errors import NotFound
from handoff.services.access import require_admin
from handoff.storage import audit, outbox, records
from handoff.storage.unit import Unit

FIRST: Final = 100
"""Lines of a page."""
_SHOWN: Final = (
    "outbox_id",
    "key",
    "kind",
    "target",
    "state",
    "attempts",
    "last_error",
    "created_at",
    "next_at",
)
"""What an admin sees of an effect: its payload may hold what customers wrote."""


async def read_audit(
    desk: Desk,
    who: Person,
    *,
    verb: str | None = None,
    actor: str | None = None,
    about: str | None = None,
    before: int | None = None,
) -> list[dict[str, Any]]:
    """The newest hundred entries of the audit log that fit, newest first.

    Raises:
        NotAllowed: the person is no admin.
    """
    require_admin(who)

    def read(connection: Connection) -> list[dict[str, Any]]:
        rows = audit.read_audit(
            connection, verb=verb, actor=actor, about=about, before=before, first=FIRST
        )
        return [dict(row._mapping) for row in rows]

    return await desk.reader.read(read)


async def read_effects(desk: Desk, who: Person, *, state: str) -> list[dict[str, Any]]:
    """The newest hundred effects that wait, or are dead letters.

    Raises:
        NotAllowed: the person is no admin.
    """
    require_admin(who)

    def read(connection: Connection) -> list[dict[str, Any]]:
        rows = outbox.read_state(connection, state, first=FIRST)
        return [{name: row._mapping[name] for name in _SHOWN} for row in rows]

    return await desk.reader.read(read)


async def retry_effect(desk: Desk, who: Person, *, outbox_id: int) -> None:
    """The dead letter waits again, as if it had never been tried.

    Raises:
        NotAllowed: the person is no admin.
        NotFound: there is no dead letter of that number.
    """
    require_admin(who)

    def change(unit: Unit) -> None:
        if not outbox.revive(unit.sql(), outbox_id, now=unit.now):
            raise NotFound("there is no dead letter of that number")
        records.note_action(
            unit.sql(),
            who,
            "effect.retry",
            object_kind="effect",
            object_id=str(outbox_id),
            at=unit.now,
        )

    await desk.writer.change(change)

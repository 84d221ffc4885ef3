"""Steps that every change of a wording shares, inside one transaction."""

from collections.abc import Callable
from typing import TypeVar

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.domain.script_life import (
    Content,
    Revision,
    Source,
    State,
    move,
    open_of,
)
from handoff.errors import Conflict, NotFound
from handoff.services.scripts import refresh
from handoff.services.studio_rights import require_editor
from handoff.storage import script_rows as rows
from handoff.storage.records import note_action
from handoff.storage.unit import Unit

T = TypeVar("T")


async def write(desk: Desk, who: Person, change: Callable[[Unit], T]) -> T:
    """What the change answers, once it is committed and the desk says it.

    Raises:
        NotAllowed: `who` may not write scripts.
    """
    require_editor(who)
    done = await desk.writer.change(change)
    await refresh(desk)
    return done


def begin_draft(unit: Unit, who: Person, variant_id: str, content: Content) -> Revision:
    """The content is a new draft of the variant."""
    rows.add_revision(
        unit.sql(),
        variant_id,
        content,
        state=State.DRAFT,
        source=Source.PERSON,
        now=unit.now,
        author_id=who.person_id,
        author=who.name,
    )
    return revisions_in(unit, variant_id)[-1]


def move_open(
    who: Person, variant_id: str, edits: int, verb: str, unit: Unit
) -> Revision:
    """The revision that people work on has gone where the verb leads.

    Raises:
        NotFound: there is none.
        Conflict: somebody else has changed it; IllegalTransition: not from there.
    """
    moved = open_revision(unit, variant_id, edits)
    rows.change_revision(unit.sql(), moved, now=unit.now, state=move(moved, verb).value)
    note_change(unit, who, f"script.{verb}", moved)
    return read_again(unit, moved)


def open_revision(unit: Unit, variant_id: str, edits: int) -> Revision:
    """The revision that people work on, as the asker saw it.

    Raises:
        NotFound: there is none.
        Conflict: somebody else has changed it since.
    """
    found = open_of(revisions_in(unit, variant_id))
    if found is None:
        raise NotFound("nobody works on this variant")
    check_same(found, edits)
    return found


def check_same(found: Revision, edits: int | None) -> None:
    """Nothing: the asker saw the revision as it is now.

    Raises:
        Conflict: somebody else has changed it; `details.author` names them.
    """
    if found.edits != edits:
        raise Conflict(
            f"{found.author} has changed it meanwhile",
            details={"author": found.author, "edits": found.edits},
        )


def read_again(unit: Unit, changed: Revision) -> Revision:
    """The revision as it is after the change."""
    revisions = revisions_in(unit, changed.variant_id)
    return next(one for one in revisions if one.id == changed.id)


def revisions_in(unit: Unit, variant_id: str) -> list[Revision]:
    """The variant's revisions, oldest first.

    Raises:
        NotFound: there is no such variant.
    """
    found = rows.revisions_of(unit.sql(), [variant_id]).get(variant_id)
    if not found:
        raise NotFound("there is no such variant")
    return found


def note_change(
    unit: Unit, who: Person, verb: str, about: Revision, *, script_id: str = ""
) -> None:
    """The audit log says who did what, and a running desk will notice."""
    rows.count_change(unit.sql())
    note_action(
        unit.sql(),
        who,
        verb,
        object_kind="script_revision",
        object_id=str(about.id),
        at=unit.now,
        details={
            "variant": about.variant_id,
            "number": about.number,
            **({"script": script_id} if script_id else {}),
        },
    )

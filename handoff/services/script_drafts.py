"""Writing: variants, drafts, and what earlier wordings and our files give for one."""

from functools import partial

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.domain.script_life import Content, Revision, move, open_of
from handoff.errors import Conflict, NotFound
from handoff.services.script_checks import check_content, check_speakable
from handoff.services.script_steps import (
    begin_draft,
    check_same,
    move_open,
    read_again,
    revisions_in,
    write,
)
from handoff.storage import script_library as library
from handoff.storage import script_rows as rows
from handoff.storage.unit import Unit


async def add_variant(
    desk: Desk, who: Person, *, script_id: str, content: Content
) -> Revision:
    """The script has one more variant, as a draft.

    Raises:
        NotAllowed: `who` may not write scripts.
        NotFound: there is no such script.
        ValidationFailed: the content cannot be kept; field and reason.
    """

    def change(unit: Unit) -> Revision:
        script = library.require_script(unit.sql(), script_id)
        check_content(desk, script.purpose, content, draft=True)
        variant_id = library.free_id(unit.sql(), script_id, content)
        rows.add_variant(unit.sql(), variant_id, script_id)
        return begin_draft(unit, who, variant_id, content)

    return await write(desk, who, change)


async def save_draft(
    desk: Desk, who: Person, *, variant_id: str, content: Content, edits: int | None
) -> Revision:
    """The content is the variant's draft; what is published stays what is said.

    `edits` is that of the draft which the writer saw, None if they saw none. Words
    under review become a draft again.

    Raises:
        Conflict: somebody else has changed the draft; `details.author` names them.
        NotFound: there is no such variant.
        ValidationFailed: the content cannot be kept; field and reason.
    """

    def change(unit: Unit) -> Revision:
        script = library.script_of(unit.sql(), variant_id)
        check_content(desk, script.purpose, content, draft=True)
        being_written = open_of(revisions_in(unit, variant_id))
        if being_written is None:
            if edits is not None:
                raise Conflict("this draft is no longer there")
            return begin_draft(unit, who, variant_id, content)
        check_same(being_written, edits)
        rows.change_revision(
            unit.sql(),
            being_written,
            now=unit.now,
            content=rows.plain(content),
            state=move(being_written, "save").value,
            author_id=who.person_id,
            author_name=who.name,
        )
        return read_again(unit, being_written)

    return await write(desk, who, change)


async def discard_draft(
    desk: Desk, who: Person, *, variant_id: str, edits: int
) -> Revision:
    """Nobody works on the draft any more; the history keeps it.

    Raises:
        Conflict: somebody else has changed it.
        NotFound: there is no draft.
    """
    return await write(desk, who, partial(move_open, who, variant_id, edits, "discard"))


async def restore(desk: Desk, who: Person, *, variant_id: str, number: int) -> Revision:
    """The content of an earlier revision is the draft.

    Raises:
        Conflict: somebody works on the variant already.
        NotFound: there is no such revision.
    """

    def change(unit: Unit) -> Revision:
        revisions = revisions_in(unit, variant_id)
        found = next((one for one in revisions if one.number == number), None)
        if found is None:
            raise NotFound("there is no such revision")
        working = open_of(revisions)
        if working is not None:
            raise Conflict(
                f"{working.author} works on it already",
                details={"author": working.author},
            )
        return begin_draft(unit, who, variant_id, found.content)

    return await write(desk, who, change)


async def settle_offer(
    desk: Desk, who: Person, *, variant_id: str, take: bool
) -> Revision | None:
    """The shipped wording is the draft, or is declined for good.

    A variant that our files no longer hold is retired when that is taken.

    Raises:
        NotFound: nothing is offered.
        Conflict: somebody works on the variant already, or rules still speak it.
    """

    def change(unit: Unit) -> Revision | None:
        offered = library.settle(unit.sql(), variant_id)
        rows.count_change(unit.sql())
        if not take:
            return None
        if offered is None:
            script = library.script_of(unit.sql(), variant_id)
            check_speakable(desk, unit, script.script_id, variant_id, None)
            rows.retire_published(unit.sql(), variant_id, now=unit.now)
            return None
        if open_of(revisions_in(unit, variant_id)) is not None:
            raise Conflict("somebody works on it already")
        return begin_draft(unit, who, variant_id, offered)

    return await write(desk, who, change)

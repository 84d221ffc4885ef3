"""Reading, publishing and retiring: how a wording comes to be said, and ends."""

from datetime import datetime
from typing import Final

from handoff.desk import Desk
from handoff.domain.principal import Person
from handoff.domain.script_life import Revision, State, live_of, move, open_of
from handoff.domain.text import check_text
from handoff.errors import Conflict, NotAllowed, NotFound, ValidationFailed
from handoff.services.script_checks import check_content, check_speakable
from handoff.services.script_steps import (
    move_open,
    note_change,
    open_revision,
    read_again,
    revisions_in,
    write,
)
from handoff.storage import script_library as library
from handoff.storage import script_rows as rows
from handoff.storage.unit import Unit

LONGEST_REMARK: Final = 2000
"""Characters of a remark."""


async def request_review(
    desk: Desk, who: Person, *, variant_id: str, edits: int
) -> Revision:
    """The draft waits for somebody who reads and publishes it.

    Raises:
        Conflict: somebody else has changed it, or it waits already.
        NotFound: there is no draft.
        ValidationFailed: the linter finds errors; `details.findings`.
    """

    def change(unit: Unit) -> Revision:
        draft = open_revision(unit, variant_id, edits)
        script = library.script_of(unit.sql(), variant_id)
        check_content(desk, script.purpose, draft.content, script_id=script.script_id)
        return move_open(who, variant_id, edits, "request_review", unit)

    return await write(desk, who, change)


async def return_to_author(
    desk: Desk, who: Person, *, variant_id: str, edits: int, text: str
) -> Revision:
    """The wording is a draft again, and the remark says why.

    Raises:
        Conflict: somebody else has changed it; IllegalTransition: not under review.
        ValidationFailed: the remark is empty or too long.
    """
    text = check_text(text, field="text", longest=LONGEST_REMARK)

    def change(unit: Unit) -> Revision:
        read = open_revision(unit, variant_id, edits)
        library.add_remark(unit, read.id, who, text, kind="returned")
        return move_open(who, variant_id, edits, "return", unit)

    return await write(desk, who, change)


async def add_remark(desk: Desk, who: Person, *, variant_id: str, text: str) -> None:
    """The remark stands beside the wording that is being worked on, or else is said.

    Raises:
        NotFound: there is no such variant.
        ValidationFailed: the remark is empty or too long.
    """
    text = check_text(text, field="text", longest=LONGEST_REMARK)

    def change(unit: Unit) -> None:
        revisions = revisions_in(unit, variant_id)
        about = open_of(revisions) or live_of(revisions, unit.now) or revisions[-1]
        library.add_remark(unit, about.id, who, text, kind="remark")

    await write(desk, who, change)


async def publish(
    desk: Desk,
    who: Person,
    *,
    variant_id: str,
    edits: int,
    publish_at: datetime | None = None,
    retire_at: datetime | None = None,
) -> Revision:
    """The wording is said, from now or from `publish_at`, until `retire_at` if given.

    The bot's next turn a second later says it: nothing is trained or started again.

    Raises:
        NotAllowed: the policy wants a second person, and `who` wrote it.
        Conflict: somebody else has changed it, or is still to read it.
        ValidationFailed: the linter finds errors, or the times make no sense.
    """

    def change(unit: Unit) -> Revision:
        read = open_revision(unit, variant_id, edits)
        script = library.script_of(unit.sql(), variant_id)
        check_content(desk, script.purpose, read.content, script_id=script.script_id)
        _second_person(desk, who, read)
        begin = max(publish_at or unit.now, unit.now)
        if retire_at is not None and retire_at <= begin:
            raise ValidationFailed("retire_at: must be later than it is published")
        said = read.content if retire_at is None else None
        check_speakable(desk, unit, script.script_id, variant_id, said)
        rows.change_revision(
            unit.sql(),
            read,
            now=unit.now,
            state=move(read, "publish").value,
            publisher_name=who.name,
            publish_at=begin,
            retire_at=retire_at,
        )
        note_change(unit, who, "script.publish", read, script_id=script.script_id)
        return read_again(unit, read)

    return await write(desk, who, change)


async def retire(desk: Desk, who: Person, *, variant_id: str, reason: str = "") -> None:
    """The variant is said no more; its history stays and can be restored.

    Raises:
        Conflict: a rule speaks the script, and nothing would be left to say;
            `details.places` names the rules.
        NotFound: nothing of it is published.
    """

    def change(unit: Unit) -> None:
        published = [
            one
            for one in revisions_in(unit, variant_id)
            if one.state is State.PUBLISHED
        ]
        if not published:
            raise NotFound("nothing of this variant is published")
        script = library.script_of(unit.sql(), variant_id)
        check_speakable(desk, unit, script.script_id, variant_id, None)
        rows.retire_published(unit.sql(), variant_id, now=unit.now, note=reason)
        rows.count_change(unit.sql())
        note_change(
            unit, who, "script.retire", published[-1], script_id=script.script_id
        )

    await write(desk, who, change)


def _second_person(desk: Desk, who: Person, read: Revision) -> None:
    if desk.editing.review.people < 2:
        return
    if read.author_id == who.person_id:
        raise NotAllowed("somebody else than its author publishes a wording")
    if read.state is not State.IN_REVIEW:
        raise Conflict("its author has not asked for a review yet")

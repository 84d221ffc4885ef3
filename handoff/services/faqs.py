"""Topics that content teams add: questions and an answer, checked and kept."""

from collections.abc import Sequence
from typing import Final

import msgspec

from handoff.desk import Desk
from handoff.domain import faq as rules
from handoff.domain.faq import Faq, FaqState
from handoff.domain.principal import Person
from handoff.domain.script_life import Content
from handoff.errors import Conflict, NotFound
from handoff.services.script_checks import check_content
from handoff.services.studio_rights import require_editor, require_reader
from handoff.storage import faqs as rows
from handoff.storage import records
from handoff.storage.unit import Unit

PURPOSE: Final = "question"
"""What an answer is held to by the linter: the same as the shipped answers."""


async def read_all(desk: Desk, who: Person) -> list[Faq]:
    """Every entry, retired ones last.

    Raises:
        NotAllowed: the person may not look at the studio.
    """
    require_reader(who)
    return await desk.reader.read(rows.read_all)


async def add(
    desk: Desk, who: Person, *, label: str, questions: Sequence[str], answer: str
) -> Faq:
    """The entry exists as a draft.

    Raises:
        NotAllowed: the person may not change content.
        ValidationFailed: the label, a question or the answer cannot be taken.
        Conflict: there is an entry or a shipped topic of that name.
    """
    require_editor(who)
    made = Faq(
        topic=rules.topic_id(label),
        label=label.strip(),
        questions=rules.check(questions, answer, live=False),
        answer=answer.strip(),
        state=FaqState.DRAFT,
    )

    def keep(unit: Unit) -> Faq:
        if rows.read(unit.sql(), made.topic) is not None:
            raise Conflict(f"there is an entry {made.topic} already")
        return _write(unit, who, made, "faq.add")

    return await desk.writer.change(keep)


async def change(
    desk: Desk,
    who: Person,
    *,
    topic: str,
    revision: int,
    questions: Sequence[str],
    answer: str,
    state: FaqState,
) -> Faq:
    """The entry is as given; a live one is trained at the next training.

    Raises:
        NotAllowed: the person may not change content.
        NotFound: there is no such entry.
        Conflict: somebody else changed it since `revision`.
        ValidationFailed: a question or the answer cannot be taken, or it is to be live
            and there are too few questions, or the linter finds an error in the answer.
    """
    require_editor(who)
    live = state is FaqState.LIVE
    kept = rules.check(questions, answer, live=live)
    said = Content(text=answer.strip())
    check_content(desk, PURPOSE, said, script_id=f"utter_{topic}", draft=not live)

    def keep(unit: Unit) -> Faq:
        held = rows.read(unit.sql(), topic)
        if held is None:
            raise NotFound("no such entry")
        if held.revision != revision:
            raise Conflict(
                "somebody else has changed it since",
                details={"revision": held.revision},
            )
        changed = msgspec.structs.replace(
            held,
            questions=kept,
            answer=answer.strip(),
            state=state,
            revision=held.revision + 1,
        )
        return _write(unit, who, changed, "faq.change")

    return await desk.writer.change(keep)


def _write(unit: Unit, who: Person, faq: Faq, verb: str) -> Faq:
    rows.write(unit.sql(), faq, by=who.person_id, at=unit.now)
    records.note_action(
        unit.sql(),
        who,
        verb,
        object_kind="faq",
        object_id=faq.topic[:40],
        at=unit.now,
        details={"revision": faq.revision, "state": faq.state.value},
    )
    return faq

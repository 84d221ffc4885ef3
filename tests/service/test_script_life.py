"""A wording is written, read by a second person, published, taken back."""

from datetime import timedelta

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Person, Role
from handoff.domain.script_life import Content, Revision, State
from handoff.domain.turn import Button
from handoff.errors import (
    Conflict,
    IllegalTransition,
    NotAllowed,
    NotFound,
    ValidationFailed,
)
from handoff.services import script_drafts as drafts
from handoff.services import script_publishing as publishing
from handoff.services.script_library import list_scripts, read_script
from handoff.services.scripts import refresh_if_due
from tests.support.builders import an_agent
from tests.support.clock import ManualClock

LATE = "late_delivery.en.1"
SCRIPT = "utter_late_delivery"
GOOD = Content(
    text="I hear you, and I'm sorry. A colleague looks at it now, and you have an "
    "answer within 1 working day."
)


@pytest.fixture
async def ines(desk: Desk) -> Person:
    return await an_agent(desk, "Ines", role=Role.EDITOR)


@pytest.fixture
async def omar(desk: Desk) -> Person:
    return await an_agent(desk, "Omar", role=Role.EDITOR)


def said(desk: Desk, variant: str = LATE, script: str = SCRIPT) -> str | None:
    """The words of the variant that the bot is given now."""
    found = [one.text for one in desk.scripts.scripts[script] if one.id == variant]
    return found[0] if found else None


async def drafted(desk: Desk, who: Person, content: Content = GOOD) -> Revision:
    return await drafts.save_draft(
        desk, who, variant_id=LATE, content=content, edits=None
    )


async def in_review(desk: Desk, who: Person) -> Revision:
    draft = await drafted(desk, who)
    return await publishing.request_review(
        desk, who, variant_id=LATE, edits=draft.edits
    )


async def test_a_draft_is_not_said_and_a_published_wording_is(
    desk: Desk, ines: Person, omar: Person
) -> None:
    before, version = said(desk), desk.scripts.version
    draft = await drafted(desk, ines)
    assert (said(desk), desk.scripts.version) == (before, version)

    asked = await publishing.request_review(
        desk, ines, variant_id=LATE, edits=draft.edits
    )
    assert said(desk) == before
    done = await publishing.publish(desk, omar, variant_id=LATE, edits=asked.edits)

    assert done.state is State.PUBLISHED
    assert (done.author, done.publisher) == ("Ines", "Omar")
    assert said(desk) == GOOD.text
    assert desk.scripts.version != version


async def test_an_author_does_not_publish_alone(desk: Desk, ines: Person) -> None:
    asked = await in_review(desk, ines)

    with pytest.raises(NotAllowed, match="somebody else"):
        await publishing.publish(desk, ines, variant_id=LATE, edits=asked.edits)


async def test_a_draft_nobody_was_asked_to_read_is_not_published(
    desk: Desk, ines: Person, omar: Person
) -> None:
    draft = await drafted(desk, ines)

    with pytest.raises(Conflict, match="review"):
        await publishing.publish(desk, omar, variant_id=LATE, edits=draft.edits)


async def test_a_changed_wording_must_be_read_again(
    desk: Desk, ines: Person, omar: Person
) -> None:
    asked = await in_review(desk, ines)
    changed = await drafts.save_draft(
        desk, ines, variant_id=LATE, content=GOOD, edits=asked.edits
    )

    assert changed.state is State.DRAFT
    with pytest.raises(Conflict):
        await publishing.publish(desk, omar, variant_id=LATE, edits=asked.edits)


async def test_two_who_write_at_once_are_told(
    desk: Desk, ines: Person, omar: Person
) -> None:
    first = await drafted(desk, ines)
    await drafts.save_draft(
        desk, omar, variant_id=LATE, content=GOOD, edits=first.edits
    )

    with pytest.raises(Conflict, match="Omar") as refused:
        await drafts.save_draft(
            desk, ines, variant_id=LATE, content=GOOD, edits=first.edits
        )
    assert refused.value.details["author"] == "Omar"


async def test_a_wording_goes_back_with_a_remark(
    desk: Desk, ines: Person, omar: Person
) -> None:
    asked = await in_review(desk, ines)
    back = await publishing.return_to_author(
        desk, omar, variant_id=LATE, edits=asked.edits, text="Say which day."
    )
    await publishing.add_remark(desk, ines, variant_id=LATE, text="Will do.")

    detail = await read_script(desk, ines, SCRIPT)
    assert back.state is State.DRAFT
    assert [(one.by, one.kind, one.text) for one in detail.remarks[LATE]] == [
        ("Omar", "returned", "Say which day."),
        ("Ines", "remark", "Will do."),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (Content(text="Calm down. A colleague looks at it now."), "told so"),
        (Content(text="I'm sorry {nam}. A colleague looks at it."), "placeholder"),
        (
            Content(text=GOOD.text, when={"order_sate": "late"}),
            "'order_sate', which the bot does not know",
        ),
        (Content(text=GOOD.text + " It is there within 1 hour."), "No policy"),
    ],
)
async def test_what_the_linter_refuses_is_not_read_nor_said(
    desk: Desk, ines: Person, content: Content, reason: str
) -> None:
    draft = await drafted(desk, ines, content)

    with pytest.raises(ValidationFailed, match=reason) as refused:
        await publishing.request_review(desk, ines, variant_id=LATE, edits=draft.edits)
    assert refused.value.details["findings"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Content(text=" "), "text"),
        (Content(text="x" * 4001), "text"),
        (Content(text="x", share=-1), "share"),
        (Content(text="x", channel="fax"), "channel"),
        (Content(text="x", locale=""), "locale"),
        (Content(text="x", when={"order_state": {"is": "late"}}), "when order_state"),
        (Content(text="x", when={"order_state": []}), "when order_state"),
        (Content(text="x", buttons=[Button("Go", "/restart")]), "buttons 1 text"),
        (Content(text="x", buttons=[Button("", "go")]), "buttons 1 title"),
        (Content(text="x", buttons=[Button("a", "b")] * 7), "buttons"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_its_field(
    desk: Desk, ines: Person, content: Content, field: str
) -> None:
    with pytest.raises(ValidationFailed, match=f"^{field}"):
        await drafts.save_draft(
            desk, ines, variant_id=LATE, content=content, edits=None
        )


async def test_a_scheduled_wording_comes_and_goes_by_itself(
    desk: Desk, ines: Person, omar: Person, clock: ManualClock
) -> None:
    before = said(desk)
    asked = await in_review(desk, ines)
    await publishing.publish(
        desk,
        omar,
        variant_id=LATE,
        edits=asked.edits,
        publish_at=clock.now() + timedelta(hours=1),
        retire_at=clock.now() + timedelta(hours=3),
    )
    assert not await refresh_if_due(desk)
    assert said(desk) == before

    clock.advance(3600)
    assert await refresh_if_due(desk)
    assert said(desk) == GOOD.text

    clock.advance(2 * 3600)
    assert await refresh_if_due(desk)
    assert said(desk) is None


async def test_a_time_before_its_beginning_is_refused(
    desk: Desk, ines: Person, omar: Person, clock: ManualClock
) -> None:
    asked = await in_review(desk, ines)
    with pytest.raises(ValidationFailed, match="retire_at"):
        await publishing.publish(
            desk,
            omar,
            variant_id=LATE,
            edits=asked.edits,
            retire_at=clock.now() - timedelta(hours=1),
        )


async def test_a_retired_wording_is_said_no_more_and_can_come_back(
    desk: Desk, ines: Person
) -> None:
    words = said(desk)
    await publishing.retire(desk, ines, variant_id=LATE, reason="too long")
    assert said(desk) is None

    draft = await drafts.restore(desk, ines, variant_id=LATE, number=1)

    assert (draft.state, draft.content.text) == (State.DRAFT, words)
    with pytest.raises(Conflict, match="Ines"):
        await drafts.restore(desk, ines, variant_id=LATE, number=1)


async def test_the_last_words_of_a_script_that_rules_speak_stay(
    desk: Desk, ines: Person
) -> None:
    plain = ["late_delivery.en.1", "late_delivery.en.2"]
    await publishing.retire(desk, ines, variant_id=plain[0])

    with pytest.raises(Conflict, match=SCRIPT) as refused:
        await publishing.retire(desk, ines, variant_id=plain[1])
    assert refused.value.details["places"]
    assert said(desk, plain[1])


async def test_the_desks_own_words_cannot_be_retired(desk: Desk, ines: Person) -> None:
    with pytest.raises(Conflict, match="the desk"):
        await publishing.retire(desk, ines, variant_id="system_handoff_threat.en.1")


async def test_a_new_variant_gets_a_name_and_is_only_a_draft(
    desk: Desk, ines: Person
) -> None:
    made = await drafts.add_variant(desk, ines, script_id=SCRIPT, content=GOOD)

    assert made.variant_id == "late_delivery.en.3"
    assert said(desk, made.variant_id) is None
    with pytest.raises(NotFound):
        await drafts.add_variant(desk, ines, script_id="utter_nothing", content=GOOD)


async def test_a_discarded_draft_stays_in_the_history(desk: Desk, ines: Person) -> None:
    draft = await drafted(desk, ines)
    await drafts.discard_draft(desk, ines, variant_id=LATE, edits=draft.edits)

    history = (await read_script(desk, ines, SCRIPT)).history[LATE]
    assert [one.state for one in history] == [State.DISCARDED, State.PUBLISHED]


async def test_steps_that_lead_nowhere_are_refused(
    desk: Desk, ines: Person, omar: Person
) -> None:
    draft = await drafted(desk, ines)
    with pytest.raises(IllegalTransition):
        await publishing.return_to_author(
            desk, omar, variant_id=LATE, edits=draft.edits, text="why?"
        )
    with pytest.raises(NotFound):
        await publishing.retire(desk, ines, variant_id="no.such.1")


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
async def test_only_editors_and_admins_write(desk: Desk, role: Role) -> None:
    other = await an_agent(desk, "Other", role=role)

    with pytest.raises(NotAllowed):
        await drafts.save_draft(desk, other, variant_id=LATE, content=GOOD, edits=None)
    if role is Role.SUPERVISOR:
        assert await list_scripts(desk, other)
    else:
        with pytest.raises(NotAllowed):
            await list_scripts(desk, other)

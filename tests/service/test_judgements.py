"""People agree with ratings or correct them: what moves, and what is kept."""

from typing import Any

import pytest
from sqlalchemy import select

from handoff.desk import Desk
from handoff.domain.event import EventType, Visibility
from handoff.domain.principal import Customer, Person, Role
from handoff.errors import NotFound, ValidationFailed
from handoff.present import Audience, present_events
from handoff.services import conversations, judgements
from handoff.storage.tables import rating_labels
from tests.support.builders import an_agent, queued, say
from tests.support.fakes import FakeTriage, rating
from tests.support.logs import log_of, queued_item, until_rated

BURN = "This delay burns me up"


@pytest.fixture(autouse=True)
def mistakes(triage: FakeTriage) -> None:
    """What the rater takes for a threat."""
    triage.words["burn"] = rating(
        "violence", priority="P0", urgency="high", impact="high"
    )


async def a_threat(desk: Desk, who: Customer) -> tuple[str, int]:
    """A waiting conversation rated P0, and the message's seq."""
    conversation_id, _ = await queued(desk, who)
    said = await say(desk, who, BURN)
    await until_rated(desk, conversation_id, seq=said.seq)
    return conversation_id, said.seq


async def labels(desk: Desk) -> list[dict[str, Any]]:
    """The labelled data."""
    rows = await desk.reader.read(
        lambda connection: connection.execute(select(rating_labels)).all()
    )
    return [dict(row._mapping) for row in rows]


async def dismiss(desk: Desk, who: Person, conversation_id: str, seq: int) -> None:
    await judgements.correct(
        desk,
        who,
        conversation_id=conversation_id,
        about="violence",
        message_seq=seq,
        to="none",
        reason="an idiom",
    )


async def test_a_corrected_signal_lowers_the_waiting_handoff(
    working: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, seq = await a_threat(working, ada)
    assert (await queued_item(working, maya, conversation_id)).priority == "P0"

    await dismiss(working, maya, conversation_id, seq)

    item = await queued_item(working, maya, conversation_id)
    assert (item.priority, item.signals) == ("P1", [])
    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=conversation_id
    )
    assert snapshot.guidance == []


async def test_a_correction_is_kept_as_labelled_data(
    working: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, seq = await a_threat(working, ada)

    await dismiss(working, maya, conversation_id, seq)

    [label] = await labels(working)
    assert label == {
        "label_id": label["label_id"],
        "conversation_id": conversation_id,
        "message_seq": seq,
        "about": "violence",
        "text": BURN,
        "old": "violence",
        "new": "none",
        "reason": "an idiom",
        "rated_by": "fake",
        "person_id": maya.person_id,
        "at": working.clock.now(),
    }


async def test_agreeing_twice_is_one_label(
    working: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, seq = await a_threat(working, ada)

    for _ in range(2):
        await judgements.agree(
            working,
            maya,
            conversation_id=conversation_id,
            about="matrix",
            message_seq=seq,
        )

    [label] = await labels(working)
    assert (label["about"], label["old"], label["new"]) == ("matrix", "P1", "P1")
    assert (await queued_item(working, maya, conversation_id)).priority == "P0"


async def test_a_signal_that_a_person_adds_alerts_like_any_other(
    working: Desk, ada: Customer
) -> None:
    grace = await an_agent(working, "Grace", role=Role.SUPERVISOR, teams=[])
    conversation_id, _ = await queued(working, ada)
    said = await say(working, ada, "I cannot take it any longer")
    await until_rated(working, conversation_id, seq=said.seq)

    await judgements.correct(
        working,
        grace,
        conversation_id=conversation_id,
        about="none",
        message_seq=said.seq,
        to="self_harm",
        reason="she means it",
    )

    log = await log_of(working, conversation_id)
    [alert] = [event for event in log if event.type is EventType.ALERT_RAISED]
    assert alert.data["signal"] == "self_harm"
    assert (await queued_item(working, grace, conversation_id)).priority == "P0"


async def test_the_event_names_its_author_and_customers_see_none_of_it(
    working: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, seq = await a_threat(working, ada)
    await dismiss(working, maya, conversation_id, seq)

    log = await log_of(working, conversation_id)
    said = [event for event in log if event.type is EventType.RATING_CHANGED][-1]
    assert said.author.name == "Maya"
    assert said.visibility is Visibility.INTERNAL
    assert said.data["judgement"]["reason"] == "an idiom"
    told = repr(present_events(log, Audience.CUSTOMER))
    assert "idiom" not in told
    assert "violence" not in told
    page = await conversations.events_since(
        working, ada, conversation_id=conversation_id, since=0
    )
    kinds = {event.type for event in page.events}
    assert not kinds & {EventType.RATING_CHANGED, EventType.ALERT_RAISED}


async def test_a_wrong_word_on_a_rating_is_refused_and_changes_nothing(
    working: Desk, ada: Customer, maya: Person
) -> None:
    conversation_id, seq = await a_threat(working, ada)
    good = {"about": "violence", "message_seq": seq, "to": "none", "reason": "no"}
    stranger = await an_agent(working, "Else", teams=["billing"])
    wrong: list[dict[str, Any]] = [
        {"about": "legal"},
        {"to": "violence"},
        {"to": "nonsense"},
        {"reason": " "},
        {"message_seq": seq + 1},
        {"message_seq": 9999},
    ]

    for bad in wrong:
        with pytest.raises(ValidationFailed):
            await judgements.correct(
                working, maya, conversation_id=conversation_id, **{**good, **bad}
            )
    with pytest.raises(NotFound):
        await dismiss(working, stranger, conversation_id, seq)

    assert await labels(working) == []
    assert (await queued_item(working, maya, conversation_id)).priority == "P0"

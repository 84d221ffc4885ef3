"""Hints on an agent's words while they are written."""

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person
from handoff.errors import NotFound
from handoff.services.ratings import rate_unseen
from handoff.services.tone import MOST, hints_on
from tests.support.builders import an_agent, queued
from tests.support.fakes import FakeTriage, rating

FAULT = "I'm sorry, that was our mistake. A colleague looks at it now."


async def rules(desk: Desk, who: Person, conversation_id: str, text: str) -> list[str]:
    found = await hints_on(desk, who, conversation_id=conversation_id, text=text)
    return [one.rule for one in found]


async def test_what_may_hurt_is_shown_the_gravest_first_and_not_too_much(
    desk: Desk, maya: Person, ada: Customer
) -> None:
    conversation_id, _ = await queued(desk, ada)
    text = "Calm down! You must wait. Your ticket is late, you should have called."

    found = await rules(desk, maya, conversation_id, text)

    assert len(found) == MOST
    assert "jargon" not in found
    assert await rules(desk, maya, conversation_id, FAULT) == []


async def test_admissions_are_held_back_under_a_legal_signal(
    desk: Desk, maya: Person, ada: Customer, triage: FakeTriage
) -> None:
    triage.words = {"parcel": rating("legal", priority="P2")}
    conversation_id, _ = await queued(desk, ada)
    await rate_unseen(desk, conversation_id)

    assert await rules(desk, maya, conversation_id, FAULT) == ["admission"]


async def test_hints_tell_nobody_of_a_conversation_that_is_not_theirs(
    desk: Desk, ada: Customer
) -> None:
    conversation_id, _ = await queued(desk, ada)
    other = await an_agent(desk, "Bo", teams=["safety"])

    with pytest.raises(NotFound):
        await hints_on(desk, other, conversation_id=conversation_id, text=FAULT)

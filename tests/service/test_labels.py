"""What people put right is reported to supervisors and exported to learn from."""

from datetime import timedelta

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer, Person, Role
from handoff.errors import NotAllowed
from handoff.services import judgements
from handoff.services.labels import read_confusion, read_examples
from tests.support.builders import an_agent, queued, say
from tests.support.fakes import FakeTriage, rating
from tests.support.logs import until_rated


async def _dismissed(
    desk: Desk, triage: FakeTriage, ada: Customer, maya: Person
) -> str:
    triage.words["burn"] = rating("violence", priority="P0")
    conversation_id, _ = await queued(desk, ada)
    said = await say(desk, ada, "This delay burns me up")
    await until_rated(desk, conversation_id, seq=said.seq)
    await judgements.correct(
        desk,
        maya,
        conversation_id=conversation_id,
        about="violence",
        message_seq=said.seq,
        to="none",
        reason="an idiom",
    )
    return conversation_id


async def test_a_correction_is_reported_and_becomes_training_data(
    working: Desk, triage: FakeTriage, ada: Customer, maya: Person
) -> None:
    conversation_id = await _dismissed(working, triage, ada, maya)

    vera = await an_agent(working, "Vera", role=Role.SUPERVISOR)
    found = await read_confusion(working, vera)
    (row,) = await read_examples(working)

    assert [(one.name, one.dismissed) for one in found.signals] == [("violence", 1)]
    assert (row["text"], row["signals"]) == ("This delay burns me up", [])
    assert row["source"]["conversation_id"] == conversation_id


async def test_only_the_asked_days_are_reported(
    working: Desk, triage: FakeTriage, ada: Customer, maya: Person
) -> None:
    await _dismissed(working, triage, ada, maya)

    nothing = await read_confusion(working, None, back=timedelta(0) - timedelta(days=1))

    assert nothing.judgements == 0


async def test_agents_do_not_see_the_report(working: Desk) -> None:
    with pytest.raises(NotAllowed):
        await read_confusion(working, await an_agent(working, "Pia"))

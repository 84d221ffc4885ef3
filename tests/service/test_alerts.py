"""Alerts: whom a protocol tells, once, and what stays on record."""

import pytest
from sqlalchemy import select

from handoff.desk import Desk
from handoff.domain.event import Event, EventType, Visibility
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.domain.principal import Customer, Person, Role
from handoff.services import handoffs, presence
from handoff.storage.tables import audit
from tests.support.builders import an_agent, hook, queued, say
from tests.support.fakes import FakeBot, FakeTriage, FakeWebhooks, rating, reply
from tests.support.logs import log_of, queued_item, settled, until_rated
from tests.support.waiting import until

BURN = "I'll burn it down"


@pytest.fixture(autouse=True)
def threats(triage: FakeTriage) -> None:
    """What the rater finds."""
    triage.words["burn"] = rating("violence", priority="P0", urgency="high")
    triage.words["lawyer"] = rating("legal", priority="P3")


async def alerts(desk: Desk, conversation_id: str) -> list[Event]:
    """The conversation's alerts."""
    log = await log_of(desk, conversation_id)
    return [event for event in log if event.type is EventType.ALERT_RAISED]


def names(alert: Event) -> list[str]:
    return [person["name"] for person in alert.data["people"]]


async def staff(desk: Desk) -> None:
    """A supervisor, two of the queue's team, and one of another team; all offline."""
    await an_agent(desk, "Grace", role=Role.SUPERVISOR, teams=[])
    await an_agent(desk, "Alex", role=Role.ADMIN, teams=[])
    await an_agent(desk, "Tom", teams=["care", "safety"])
    await an_agent(desk, "Else", teams=["safety"])


async def test_a_waiting_customer_who_threatens_alerts_two_people(
    working: Desk, ada: Customer
) -> None:
    await staff(working)
    conversation_id, handoff_id = await queued(working, ada)

    said = await say(working, ada, BURN)
    await until_rated(working, conversation_id, seq=said.seq)

    [alert] = await alerts(working, conversation_id)
    assert alert.visibility is Visibility.INTERNAL
    assert alert.data == {
        "handoff_id": handoff_id,
        "signal": "violence",
        "priority": "P0",
        "message_seq": said.seq,
        "people": alert.data["people"],
    }
    assert names(alert) == ["Grace", "Alex"]


async def test_those_who_are_there_are_alerted_first(
    working: Desk, ada: Customer
) -> None:
    await staff(working)
    ken = await an_agent(working, "Ken", teams=["care", "safety"])
    await presence.set_presence(working, ken, presence="online")
    conversation_id, _ = await queued(working, ada)

    said = await say(working, ada, BURN)
    await until_rated(working, conversation_id, seq=said.seq)

    [alert] = await alerts(working, conversation_id)
    assert names(alert) == ["Ken", "Grace"]


async def test_a_customer_who_threatens_the_agent_is_alerted_of_once(
    working: Desk, ada: Customer, maya: Person
) -> None:
    await staff(working)
    conversation_id, handoff_id = await queued(working, ada)
    await handoffs.accept(working, maya, handoff_id=handoff_id)

    for text in (BURN, "I said burn"):
        said = await say(working, ada, text)
        await until_rated(working, conversation_id, seq=said.seq)

    item = await queued_item(working, maya, conversation_id)
    assert len(await alerts(working, conversation_id)) == 1
    assert (item.status, item.priority) == ("assigned", "P0")


async def test_a_signal_whose_protocol_alerts_nobody_raises_no_alert(
    working: Desk, ada: Customer
) -> None:
    await staff(working)
    conversation_id, _ = await queued(working, ada)

    said = await say(working, ada, "my lawyer will write")
    await until_rated(working, conversation_id, seq=said.seq)

    assert await alerts(working, conversation_id) == []


async def test_a_handoff_for_danger_alerts_as_it_opens(
    working: Desk, bot: FakeBot, ada: Customer
) -> None:
    await staff(working)
    request = HandoffRequest(reason=Reason.THREAT, signal="violence")
    bot.answers = [
        lambda turn: reply(
            turn, "Stay calm.", triage=rating("violence"), handoff=request
        )
    ]

    said = await say(working, ada, BURN)
    await settled(working, said.conversation_id)

    [alert] = await alerts(working, said.conversation_id)
    assert alert.data["message_seq"] == said.seq
    assert len(names(alert)) == 2


async def test_an_alert_is_audited_and_told_to_the_webhooks_that_ask(
    working: Desk, webhooks: FakeWebhooks, ada: Customer
) -> None:
    hook(working, "pager", "alert.raised")
    hook(working, "wall", "handoff.queued")
    await staff(working)
    conversation_id, handoff_id = await queued(working, ada)
    said = await say(working, ada, BURN)
    await until_rated(working, conversation_id, seq=said.seq)

    noted = await working.reader.read(
        lambda connection: connection.execute(
            select(audit).where(audit.c.verb == "alert.raise")
        ).one()
    )
    assert (noted.actor_kind, noted.object_id) == ("system", handoff_id)
    await until(lambda: len(webhooks.told) == 2)
    told = dict(webhooks.told)
    alert = told["https://pager.example/"]
    assert alert["kind"] == "alert.raised"
    assert alert["data"]["conversation_id"] == conversation_id
    assert alert["data"]["signal"] == "violence"
    assert told["https://wall.example/"]["data"]["handoff_id"] == handoff_id

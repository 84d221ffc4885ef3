"""Ratings of what the bot does not see, and what they move."""

import asyncio
from typing import Any

import pytest

from handoff.desk import Desk
from handoff.domain.principal import Customer
from handoff.errors import BotRefused
from handoff.services import conversations, handoffs
from tests.support.builders import a_customer, an_agent, say
from tests.support.clock import ManualClock
from tests.support.fakes import CALM, FakeBot, FakeTriage, rating
from tests.support.logs import queued_item, settled, until_rated


async def test_waiting_customer_who_threatens_moves_to_the_front(
    working: Desk, triage: FakeTriage, clock: ManualClock
) -> None:
    triage.words["burn"] = rating("violence", priority="P0", urgency="high")
    maya = await an_agent(working)
    for name in ("Ada", "Ben"):
        customer = await a_customer(working, name)
        await handoffs.request_by_customer(working, customer, conversation_id=None)
        clock.advance(1)
    ben: Customer = customer

    received = await say(working, ben, "I'll burn it down")
    await until_rated(working, received.conversation_id)

    item = await queued_item(working, maya, received.conversation_id)
    assert (item.priority, item.position, item.signals) == ("P0", 1, ["violence"])


async def test_failing_triage_does_not_stop_the_next_rating(
    working: Desk, triage: FakeTriage
) -> None:
    customer = await a_customer(working)
    await handoffs.request_by_customer(working, customer, conversation_id=None)
    triage.fails = True
    received = await say(working, customer, "First")
    await until_rated(working, received.conversation_id, seq=received.seq)

    triage.fails = False
    received = await say(working, customer, "Second")
    await until_rated(working, received.conversation_id, seq=received.seq)

    assert triage.texts == ["First", "Second"]


async def test_threat_ranks_as_one_though_the_bot_is_dead(
    working: Desk, bot: FakeBot, triage: FakeTriage
) -> None:
    bot.answers = [lambda turn: BotRefused("told to fail")]
    triage.words["burn"] = rating("violence", priority="P0", urgency="high")
    maya = await an_agent(working, teams=["safety"])

    received = await say(working, await a_customer(working), "I'll burn it down")
    await settled(working, received.conversation_id)

    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=received.conversation_id
    )
    assert snapshot.handoff is not None
    assert (snapshot.handoff.priority, snapshot.handoff.team.id) == ("P0", "safety")


async def test_message_that_triage_fails_on_is_acknowledged_and_moves_up(
    working: Desk, triage: FakeTriage, clock: ManualClock
) -> None:
    maya = await an_agent(working)
    for name in ("Ada", "Ben"):
        customer = await a_customer(working, name)
        await handoffs.request_by_customer(working, customer, conversation_id=None)
        clock.advance(1)
    triage.fails = True

    received = await say(working, customer, "Nobody knows what this says")
    await until_rated(working, received.conversation_id, seq=received.seq)

    item = await queued_item(working, maya, received.conversation_id)
    assert (item.priority, item.position) == ("P1", 1)


async def test_rating_that_never_comes_holds_up_no_acknowledgement(
    working: Desk, triage: FakeTriage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, never = asyncio.Event(), asyncio.Event()

    async def hang(_text: str) -> dict[str, Any]:
        asked.set()
        await never.wait()
        return CALM

    monkeypatch.setattr(triage, "rate", hang)
    customer = await a_customer(working)
    await handoffs.request_by_customer(working, customer, conversation_id=None)
    first = await say(working, customer, "This one hangs")
    await asked.wait()

    second = await say(working, customer, "This one is stored all the same")

    assert second.seq == first.seq + 1
    never.set()
    await until_rated(working, second.conversation_id, seq=second.seq)

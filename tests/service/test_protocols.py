"""Protocols applied: what a handoff carries and where it goes."""

import pytest

from handoff.desk import Desk
from handoff.domain.handoff import HandoffRequest, Reason
from handoff.errors import IllegalTransition
from handoff.services import conversations, handoffs
from tests.support.builders import a_customer, an_agent, say
from tests.support.fakes import FakeBot, rating, reply, wants_person
from tests.support.logs import settled


async def test_a_handoff_carries_the_guidance_of_its_protocols(
    working: Desk, bot: FakeBot
) -> None:
    bot.answers = [
        lambda turn: reply(
            turn,
            "A person comes.",
            triage=rating("legal", "churn"),
            handoff=HandoffRequest(reason=Reason.EXPOSURE, signal="legal"),
        )
    ]
    maya = await an_agent(working, teams=["resolutions"])

    received = await say(working, await a_customer(working), "I'll sue and leave")
    await settled(working, received.conversation_id)

    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=received.conversation_id
    )
    assert snapshot.packet is not None
    cards = snapshot.packet["guidance"]
    assert [card["signal"] for card in cards] == ["legal", "churn"]
    assert cards == snapshot.guidance
    assert cards[0]["clock"] == "generic"


async def test_the_bot_never_gets_a_conversation_back_that_its_protocol_forbids(
    working: Desk, bot: FakeBot
) -> None:
    bot.answers = [lambda turn: wants_person(turn, "threat", signal="self_harm")]
    maya = await an_agent(working, teams=["safety"])
    received = await say(working, await a_customer(working), "I can't go on")
    await settled(working, received.conversation_id)
    snapshot = await conversations.agent_snapshot(
        working, maya, conversation_id=received.conversation_id
    )
    assert snapshot.handoff is not None
    held = await handoffs.accept(working, maya, handoff_id=snapshot.handoff.handoff_id)

    with pytest.raises(IllegalTransition, match="self_harm protocol"):
        await handoffs.return_to_bot(
            working,
            maya,
            conversation_id=received.conversation_id,
            epoch=held.epoch,
            note="",
        )


async def test_a_conversation_without_signals_has_no_guidance(
    working: Desk, bot: FakeBot
) -> None:
    grace = await an_agent(working, "Grace", teams=["care"])
    bot.answers = [lambda turn: wants_person(turn)]

    received = await say(working, await a_customer(working), "A person please")
    await settled(working, received.conversation_id)

    snapshot = await conversations.agent_snapshot(
        working, grace, conversation_id=received.conversation_id
    )
    assert snapshot.guidance == []

"""A process is killed while it is needed: nobody is left without an answer."""

import asyncio
import signal

import pytest

from tests.support.played import a_visitor, a_worker
from tests.support.stack import Stack
from tests.support.waiting import until

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]


async def test_bot_killed_in_mid_turn_leaves_nobody_waiting(stack: Stack) -> None:
    await stack.ready()
    async with a_visitor(stack) as ada, a_visitor(stack) as ben:
        await ada.say("My order 4471-0093 is late")
        # Stopped first: the turn is then certainly in the bot's hands when it dies.
        stack.kill("bot", signal.SIGSTOP)
        saying = asyncio.create_task(ada.say("I'd like a replacement, this is urgent"))
        await until(ada.turn_runs, seconds=20, every=0.05)
        stack.kill("bot")
        seen = await saying
        meanwhile = await ben.say("I was charged twice, order 4471-0171")
        said = await ada.transcript()

        assert [text for who, text in said if who == "customer"] == [
            "My order 4471-0093 is late",
            "I'd like a replacement, this is urgent",
        ]
        assert seen.shown
        assert meanwhile.shown
        if seen.owner == "queue":
            assert seen.handoff is not None
            assert seen.handoff["reason"] == "bot_failure"
            async with a_worker(stack) as maya:
                packet = (await maya.see(ada.conversation_id))["packet"]
            assert packet["order"]["number"] == "4471-0093"

        await stack.ready()
        async with a_visitor(stack) as eve:
            again = await eve.say("My order 4471-0093 is late")
        assert again.owner == "bot"
        assert again.shown[0]["script"] == "utter_late_delivery"


async def test_without_its_actions_the_bot_hands_over_honestly(stack: Stack) -> None:
    await stack.ready()
    async with a_visitor(stack) as ada, a_worker(stack) as maya:
        stack.kill("actions", signal.SIGSTOP)
        try:
            seen = await ada.say("My order 4471-0093 is late, I will sue you")
        finally:
            stack.kill("actions")
        found = await maya.see(ada.conversation_id)

    assert seen.owner == "queue"
    assert seen.handoff is not None
    assert seen.handoff["reason"] == "bot_failure"
    assert [line["author"] for line in seen.shown] == ["system"]
    # The desk rated the message by itself, so the threat ranks all the same.
    assert "legal" in {signal["name"] for signal in found["rating"]["signals"]}
    await stack.ready()


async def test_killed_desk_forgets_nothing_that_it_acknowledged(stack: Stack) -> None:
    await stack.ready()
    async with a_visitor(stack) as ada:
        await ada.say("My order 4471-0093 is late")
        before = await ada.transcript()
        stack.kill("desk")
        await stack.ready()

        after = await ada.transcript()
        seen = await ada.say("yes thanks, that settles it")

    assert after == before
    assert seen.owner == "bot"
    assert seen.shown

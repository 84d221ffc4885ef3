"""A turn is answered, or fails aloud: nothing of Rasa's silence comes through."""

import asyncio
import unittest
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, SlotSet

from bot.answering import ActionsFailed, NotReady, TurnFailed, answer_turn
from bot.config import Settings
from bot.nlg import ScriptNLG
from bot.scripts import Variant
from bot.turn_context import CURRENT, TurnContext
from bot.turn_request import TurnRequest
from tests.bot_env.world import DOMAIN, listen, said

TURN = TurnRequest("cnv_1", "trn_1", " /greet", {})


class StandIn:
    """An agent that does in a turn what it is told."""

    def __init__(
        self, work: Callable[[Any, UserMessage], Any], ready: bool = True
    ) -> None:
        self.domain = DOMAIN
        self.action_endpoint = None
        self.processor = SimpleNamespace(action_endpoint=None)
        self._work = work
        self._ready = ready
        self.heard: list[UserMessage] = []

    def is_ready(self) -> bool:
        return self._ready

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        turn = CURRENT.get()
        turn.tracker.update(said("greet", message.text), DOMAIN)
        result = self._work(turn, message)
        if result is not None:
            await result


def mark(turn: Any, message: UserMessage) -> None:
    turn.tracker.update(SlotSet("triage_turn", message.metadata["turn_id"]), DOMAIN)


async def speak(turn: Any, message: UserMessage) -> None:
    mark(turn, message)
    uttered = BotUttered("Hello.", metadata={"script": "utter_greet", "variant": "v1"})
    await message.output_channel.send_response("cnv_1", uttered.message())
    turn.tracker.update(listen(), DOMAIN)


class Answering(unittest.IsolatedAsyncioTestCase):
    async def ask(self, agent: StandIn | None) -> dict[str, Any]:
        return await answer_turn(agent, TURN, Settings(turn_deadline=1.0))

    async def test_what_was_said_comes_back_with_its_script(self) -> None:
        agent = StandIn(speak)

        answer = await self.ask(agent)

        (message,) = answer["messages"]
        self.assertEqual(message["text"], "Hello.")
        self.assertEqual((message["script"], message["variant"]), ("utter_greet", "v1"))
        self.assertTrue(answer["ok"])
        self.assertEqual(agent.heard[0].text, " \u2215greet")

    async def test_a_handoff_alone_is_an_answer(self) -> None:
        def hand_over(turn: Any, message: UserMessage) -> None:
            mark(turn, message)
            turn.tracker.update(
                SlotSet("handoff_request", {"reason": "threat"}), DOMAIN
            )

        answer = await self.ask(StandIn(hand_over))

        self.assertEqual(answer["handoff"], {"reason": "threat"})
        self.assertEqual(answer["messages"], [])
        self.assertNotIn("handoff_request", answer["slots"])

    async def test_silence_is_a_failure(self) -> None:
        with self.assertRaisesRegex(TurnFailed, "nothing was said"):
            await self.ask(StandIn(mark))

    async def test_a_failed_action_is_a_failure_even_when_something_was_said(
        self,
    ) -> None:
        async def half(turn: Any, message: UserMessage) -> None:
            await speak(turn, message)
            turn.failures.append("action_look_up_order")

        with self.assertRaisesRegex(ActionsFailed, "action_look_up_order"):
            await self.ask(StandIn(half))

    async def test_a_message_that_was_not_triaged_is_a_failure(self) -> None:
        async def untriaged(turn: Any, message: UserMessage) -> None:
            await speak(turn, message)
            turn.tracker.update(SlotSet("triage_turn", "trn_0"), DOMAIN)

        with self.assertRaisesRegex(ActionsFailed, "not triaged"):
            await self.ask(StandIn(untriaged))

    async def test_a_turn_that_takes_too_long_is_a_failure(self) -> None:
        async def forever(turn: Any, message: UserMessage) -> None:
            await asyncio.Event().wait()

        with self.assertRaisesRegex(TurnFailed, "no answer within"):
            await self.ask(StandIn(forever))

    async def test_without_a_model_the_bot_is_not_ready(self) -> None:
        for agent in (None, StandIn(speak, ready=False)):
            with self.assertRaises(NotReady):
                await self.ask(agent)


class Published:
    turns: frozenset[str] = frozenset()

    def __init__(self, **scripts: list[Variant]) -> None:
        self._scripts = scripts

    def takes_turns(self, script: str) -> bool:
        return script in self.turns

    def variants(self, script: str) -> list[Variant]:
        return self._scripts.get(script, [])


class Nlg(unittest.IsolatedAsyncioTestCase):
    async def words(self, script: str, published: Published, **slots: Any) -> Any:
        from rasa.shared.core.trackers import DialogueStateTracker

        tracker = DialogueStateTracker("cnv_1", DOMAIN.slots)
        for name, value in slots.items():
            tracker.update(SlotSet(name, value), DOMAIN)
        nlg = ScriptNLG(None, DOMAIN, published)
        return await nlg.generate(script, tracker, "firstline")

    async def test_published_words_go_before_the_domains(self) -> None:
        published = Published(utter_greet=[Variant("g.1", "Good day.")])

        said_now = await self.words("utter_greet", published)

        self.assertEqual(said_now["text"], "Good day.")
        self.assertEqual(
            (said_now["script"], said_now["variant"]), ("utter_greet", "g.1")
        )

    async def test_the_domain_speaks_when_nothing_fits(self) -> None:
        published = Published(utter_order=[Variant("o.1", "Your {order} is here.")])

        said_now = await self.words("utter_order", published, order_number="4471-0093")

        self.assertEqual(said_now["text"], "Order 4471-0093.")

    async def test_an_empty_placeholder_never_shows(self) -> None:
        said_now = await self.words("utter_order", Published())

        self.assertNotIn("{", said_now["text"])
        self.assertNotIn("None", said_now["text"])

    async def heard(self, published: Published) -> list[str]:
        """The wordings of four greetings in one conversation."""
        from rasa.shared.core.trackers import DialogueStateTracker

        turn = TurnContext("cnv_1", DialogueStateTracker("cnv_1", DOMAIN.slots))
        token = CURRENT.set(turn)
        try:
            said = [await self.words("utter_greet", published) for _ in range(4)]
        finally:
            CURRENT.reset(token)
        return [one["variant"] for one in said]

    async def test_a_conversation_keeps_to_the_wording_that_it_heard(self) -> None:
        two = Published(utter_greet=[Variant("g.1", "Hi."), Variant("g.2", "Hello.")])

        first, *others = await self.heard(two)

        self.assertEqual(others, [first] * 3)

    async def test_where_wordings_take_turns_it_hears_one_after_another(self) -> None:
        two = Published(utter_greet=[Variant("g.1", "Hi."), Variant("g.2", "Hello.")])
        two.turns = frozenset({"utter_greet"})

        first, second, *others = await self.heard(two)

        self.assertNotEqual(first, second)
        self.assertEqual(others, [first, second])

    async def test_a_script_without_any_words_is_none(self) -> None:
        self.assertIsNone(await self.words("utter_unknown", Published()))


if __name__ == "__main__":
    unittest.main()

"""An action that fails, or answers nonsense, is noticed."""

import asyncio
import socket
import unittest
from typing import Any
from unittest import mock

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.action_endpoint import ActionServer, WatchedEndpoint, validate_quickly
from bot.turn_context import CURRENT, TurnContext
from tests.bot_env.world import DOMAIN

GOOD: dict[str, Any] = {"events": [], "responses": []}


class Endpoint(unittest.IsolatedAsyncioTestCase):
    async def failures(self, **answer: Any) -> list[str]:
        """Return what is noted when the action server answers so."""
        turn = TurnContext("cnv_1", DialogueStateTracker("cnv_1", DOMAIN.slots))
        token = CURRENT.set(turn)
        try:
            with mock.patch.object(EndpointConfig, "request", **answer):
                endpoint = WatchedEndpoint("http://127.0.0.1:1/webhook")
                await endpoint.request(json={"next_action": "action_x"})
        except (aiohttp.ClientError, OSError):
            pass  # passed on to Rasa, which logs it
        finally:
            CURRENT.reset(token)
        return turn.failures

    async def test_a_good_answer_is_no_failure(self) -> None:
        slot = {"event": "slot", "name": "a", "value": None}
        answer = {"events": [slot], "responses": [{"response": "utter_greet"}]}

        self.assertEqual(await self.failures(return_value=answer), [])

    async def test_declining_to_run_is_no_failure(self) -> None:
        declined = ClientResponseError(400, "no", b"{}")

        self.assertEqual(await self.failures(side_effect=declined), [])

    async def test_an_error_or_no_connection_is_a_failure(self) -> None:
        for error in (
            ClientResponseError(500, "broken", b""),
            aiohttp.ClientConnectionError(),
            ConnectionResetError(),
        ):
            self.assertEqual(await self.failures(side_effect=error), ["action_x"])

    async def test_nonsense_is_a_failure(self) -> None:
        for answer in (
            None,
            [],
            {},
            {"events": []},
            {"events": {}, "responses": []},
            {"events": [], "responses": ["hi"]},
            {"events": ["slot"], "responses": []},
            {"events": [{"event": "no such"}], "responses": []},
            {"events": [{"event": "slot", "name": "a"}], "responses": []},
            {"events": [{"event": "slot", "name": 1, "value": 1}], "responses": []},
        ):
            self.assertEqual(await self.failures(return_value=answer), ["action_x"])

    def test_rasa_uses_the_quick_check(self) -> None:
        validate_quickly()
        action = RemoteAction("action_x", None)

        self.assertTrue(action._validate_action_result(GOOD))
        with self.assertRaisesRegex(RasaException, "action_x"):
            action._validate_action_result({"events": 1})


if __name__ == "__main__":
    unittest.main()


class Server(unittest.IsolatedAsyncioTestCase):
    async def test_it_is_there_once_it_listens_and_from_then_on(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        actions = ActionServer(f"http://127.0.0.1:{port}/webhook")
        self.assertFalse(await actions.is_up())

        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)
        self.assertTrue(await actions.is_up())

        server.close()
        await server.wait_closed()
        self.assertTrue(await actions.is_up())

"""Another model is served without a turn lost or held up; a wrong file is refused."""

import asyncio
import hashlib
import json
import logging
import shutil
import tempfile
import time
import unittest
from pathlib import Path

from aiohttp import web
from rasa.core.agent import Agent
from rasa.utils.log_utils import configure_structlog

from bot.action_endpoint import validate_quickly
from bot.answering import answer_turn
from bot.channel import settle
from bot.config import Settings
from bot.nlg import ScriptNLG
from bot.swap import Swapper, SwapRefused, Wanted, parse_wanted
from bot.tracker_store import TurnTrackerStore
from bot.turn_request import TurnRequest

MODELS = Path("models")
SWAPS = 20
WARM_TURNS = 40
LONGEST_STALL = 0.5
HASH = "a" * 64

# Without this Rasa prints every turn at length, which takes longer than the turn.
configure_structlog(logging.WARNING)


def current() -> Wanted:
    """Return the model that is trained here."""
    content = json.loads((MODELS / "current.json").read_text())
    return Wanted(content["file"], content["sha256"])


async def act(request: web.Request) -> web.Response:
    """Stand in for the action server: every action marks the turn and says a word."""
    asked = await request.json()
    turn_id = asked["tracker"]["latest_message"]["metadata"]["turn_id"]
    mark = {"event": "slot", "name": "triage_turn", "value": turn_id}
    return web.json_response({"events": [mark], "responses": [{"text": "Noted."}]})


class Serving:
    """A bot that answers turns without end, with whatever agent is the newest."""

    def __init__(self, actions_url: str) -> None:
        self.settings = Settings(actions_url=actions_url)
        self.agent = Agent(generator=ScriptNLG(), tracker_store=TurnTrackerStore(None))
        self.seconds: list[float] = []
        self.warm = asyncio.Event()
        self.stopped = False

    async def customer(self, name: str) -> None:
        """Send turn after turn; a lost one raises."""
        number = 0
        while not self.stopped:
            number += 1
            turn = TurnRequest(name, f"{name}_{number}", "My parcel is late.", {})
            began = time.monotonic()
            answer = await answer_turn(self.agent, turn, self.settings)
            self.seconds.append(time.monotonic() - began)
            assert answer["messages"], answer
            if len(self.seconds) >= WARM_TURNS:
                self.warm.set()
            await asyncio.sleep(0.02)


class Swapping(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        application = web.Application()
        application.router.add_post("/webhook", act)
        runner = web.AppRunner(application, shutdown_timeout=0.5)
        await runner.setup()
        self.addAsyncCleanup(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        self.bot = Serving(f"http://127.0.0.1:{port}/webhook")
        validate_quickly()
        self.bot.agent.load_model(MODELS / current().file)

    async def test_twenty_swaps_under_turns_lose_none_and_stall_none(self) -> None:
        # The debug mode of these tests times every callback, which is not free.
        asyncio.get_running_loop().set_debug(False)
        customers = [
            asyncio.create_task(self.bot.customer(name)) for name in ("cnv_a", "cnv_b")
        ]
        settle()
        for customer in customers:
            self.addCleanup(customer.cancel)
        await self.bot.warm.wait()
        undisturbed = max(self.bot.seconds[WARM_TURNS // 2 :])
        before = self.bot.agent
        swapper = Swapper(MODELS)
        for _ in range(SWAPS):
            self.bot.agent = await swapper.load(current(), self.bot.agent)
        self.bot.stopped = True
        await asyncio.gather(*customers)

        longest = max(self.bot.seconds)
        self.assertIsNot(self.bot.agent, before)
        self.assertLess(longest, LONGEST_STALL + undisturbed)

    async def test_a_turn_under_way_keeps_its_agent_and_that_agents_domain(
        self,
    ) -> None:
        old = self.bot.agent
        domain = old.domain

        new = await Swapper(MODELS).load(current(), old)

        self.assertIs(old.tracker_store.domain, domain)
        self.assertIsNot(new.tracker_store, old.tracker_store)
        self.assertIs(new.domain, new.tracker_store.domain)


class Refusing(unittest.IsolatedAsyncioTestCase):
    async def refused(self, wanted: Wanted, models: Path = MODELS) -> str:
        with self.assertRaises(SwapRefused) as caught:
            await Swapper(models).load(wanted, Agent(generator=ScriptNLG()))
        return caught.exception.code

    async def test_a_file_with_another_hash_is_refused(self) -> None:
        code = await self.refused(Wanted(current().file, HASH))

        self.assertEqual(code, "hash_mismatch")

    async def test_a_missing_file_is_refused(self) -> None:
        self.assertEqual(await self.refused(Wanted("no.tar.gz", HASH)), "not_found")

    async def test_a_file_that_is_no_model_is_refused(self) -> None:
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        (folder / "x.tar.gz").write_bytes(b"no model")
        digest = hashlib.sha256(b"no model").hexdigest()

        with self.assertLogs("bot.swap", "ERROR"):
            code = await self.refused(Wanted("x.tar.gz", digest), folder)

        self.assertEqual(code, "model_unusable")

    async def test_two_swaps_at_once_are_one(self) -> None:
        swapper = Swapper(MODELS)
        agent = Agent(generator=ScriptNLG())
        agent.tracker_store = TurnTrackerStore(None)

        results = await asyncio.gather(
            swapper.load(current(), agent),
            swapper.load(current(), agent),
            return_exceptions=True,
        )

        codes = [r.code for r in results if isinstance(r, SwapRefused)]
        self.assertEqual(codes, ["swap_in_progress"])

    def test_only_a_name_and_a_hash_are_taken(self) -> None:
        good = {"file": "firstline-1.tar.gz", "sha256": HASH}
        self.assertEqual(
            parse_wanted(json.dumps(good).encode()), Wanted("firstline-1.tar.gz", HASH)
        )
        for wrong in (
            {"file": "../x.tar.gz", "sha256": HASH},
            {"file": "/etc/x.tar.gz", "sha256": HASH},
            {"file": "..tar.gz", "sha256": HASH},
            {"file": "a/b.tar.gz", "sha256": HASH},
            {"file": "x.tar.gz\n", "sha256": HASH},
            {"file": "x.tar.gz", "sha256": "short"},
            {"file": "x.tar.gz"},
            {**good, "more": 1},
            [],
        ):
            with self.subTest(wrong=wrong), self.assertRaises(SwapRefused):
                parse_wanted(json.dumps(wrong).encode())


if __name__ == "__main__":
    unittest.main()

"""`firstline train --swap` on a running product: no turn is lost, none waits long."""

import asyncio
import os
import sys
import time

import pytest

from tests.support.bot_turns import BotTurns, bot_turns
from tests.support.checkout import ROOT
from tests.support.stack import Stack

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.rasa,
    pytest.mark.timeout(400),
]
CUSTOMERS = 4
# The aim is 0.5 s on a quiet machine (tests/bot_env/swap_checks.py holds it there, by
# twenty swaps); a full one shares its cores with other tests.
LONGEST_STALL = 3.0


async def test_another_model_is_served_without_a_turn_lost(stack: Stack) -> None:
    stopped = asyncio.Event()
    async with asyncio.TaskGroup() as group, bot_turns(stack) as first:
        await first.say("hello")
        customers = [group.create_task(_talk(stack, stopped)) for _ in range(CUSTOMERS)]
        try:
            printed = await _swap(stack)
        finally:
            stopped.set()
        seconds = [took for customer in customers for took in await customer]

    assert "The bot serves firstline-" in printed
    assert len(seconds) >= CUSTOMERS
    assert max(seconds) < LONGEST_STALL


async def _talk(stack: Stack, stopped: asyncio.Event) -> list[float]:
    """Turn after turn until the end; a turn that fails raises."""
    seconds = []
    async with bot_turns(stack) as bot:
        while not stopped.is_set():
            seconds.append(await _timed(bot))
    return seconds


async def _timed(bot: BotTurns) -> float:
    began = time.monotonic()
    answer = await bot.say("what are your opening hours?")
    assert answer["messages"]
    return time.monotonic() - began


async def _swap(stack: Stack) -> str:
    environment = {
        **os.environ,
        "FIRSTLINE_DATA_DIR": str(stack.folder),
        "FIRSTLINE_BOT_URL": stack.bot_url,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "handoff.cli", "train", "--swap"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()

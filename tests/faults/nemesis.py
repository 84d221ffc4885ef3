"""A whole run: customers and agents at work on a desk that is killed at random."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import aiohttp
import uvloop

from tests.faults import stored
from tests.faults.agent import Agent
from tests.faults.customer import Customer
from tests.faults.life import DeskProcess, desk_process
from tests.faults.peer import Peer, World
from tests.support.checker import Violation, check
from tests.support.history import Mark
from tests.support.standin_bot import standin_bot


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One run; `seconds` bounds the time in which `acks` must be reached."""

    seed: int
    acks: int
    seconds: float
    customers: int = 40
    agents: tuple[str, ...] = ("Maya", "Ben", "Ines", "Tom")
    kill_every: tuple[float, float] | None = (0.5, 1.5)
    acks_per_life: int = 0
    """Acks that a life brings at least, so that a slow machine gets on as well."""
    mutant: str | None = None
    rest_seconds: float = 30.0
    """How long views may take to become complete once the last word is said."""


@dataclass(kw_only=True)
class Outcome:
    """What a run came to."""

    violations: list[Violation]
    world: World
    kills: int
    seconds: float

    @property
    def broken(self) -> set[str]:
        """The invariants that did not hold."""
        return {violation.invariant for violation in self.violations}

    def __str__(self) -> str:
        """The run in one line."""
        return (
            f"{self.world.acked} acknowledged, {self.world.resent} sent again,"
            f" {self.kills} kills, {len(self.violations)} violations"
            f" in {self.seconds:.0f} s"
        )


def run(plan: Plan, folder: Path) -> Outcome:
    """The run has ended, nothing is left of it but its outcome."""
    return uvloop.run(_run(plan, folder))


async def _run(plan: Plan, folder: Path) -> Outcome:
    began, rng = monotonic(), random.Random(plan.seed)
    async with (
        standin_bot(rng) as bot_url,
        desk_process(
            folder, bot_url, agents=list(plan.agents), mutant=plan.mutant
        ) as desk,
    ):
        world = World(desk.url, rng)
        await desk.start()
        await desk.ready()
        async with crowd(world, plan.customers, plan.agents) as peers:
            kills = await _trouble(plan, desk, world)
            world.stopping = True
            await come_to_rest(desk, peers, plan.rest_seconds)
        assert await desk.stop() == 0, desk.log.read_text()[-2000:]
        database = folder / "desk.db"
        kept = stored.read_stored(database, world.packets)
        violations = check(world.history, kept, stored.seal)
    return Outcome(
        violations=violations, world=world, kills=kills, seconds=monotonic() - began
    )


async def _trouble(plan: Plan, desk: DeskProcess, world: World) -> int:
    """How often the desk was killed until the acks were there, or the time over."""
    kills, until = 0, monotonic() + plan.seconds
    while world.acked < plan.acks and monotonic() < until:
        if world.failure is not None:
            raise world.failure
        if plan.kill_every is None:
            await asyncio.sleep(0.05)
            continue
        enough = world.acked + plan.acks_per_life
        await asyncio.sleep(world.rng.uniform(*plan.kill_every))
        while world.acked < enough and monotonic() < until:
            if world.failure is not None:
                raise world.failure
            await asyncio.sleep(0.02)
        world.note(Mark, "kill")
        await desk.kill()
        kills += 1
        await desk.start()
        world.note(Mark, "start")
        # Now and then it is killed before it is up.
        if world.rng.random() > 0.1:
            await desk.ready()
    return kills


@asynccontextmanager
async def crowd(
    world: World, customers: int, agents: tuple[str, ...]
) -> AsyncIterator[list[Peer]]:
    """Everybody is at work inside the block."""
    people = [Agent(world, name) for name in agents]
    guests = [Customer(world, f"customer {n}") for n in range(customers)]
    peers: list[Peer] = [*people, *guests]
    async with AsyncExitStack() as stack:
        for peer in peers:
            # An address of numbers, as here, gets its cookies back only if asked to.
            jar = aiohttp.CookieJar(unsafe=True)
            session = aiohttp.ClientSession(
                cookie_jar=jar, connector=aiohttp.TCPConnector(limit=0)
            )
            peer.session = await stack.enter_async_context(session)
        for person in people:
            await person.sign_in()
        await asyncio.gather(*(guest.arrive() for guest in guests))
        tasks = [asyncio.create_task(peer.stay()) for peer in peers]
        tasks += [asyncio.create_task(one.behave()) for one in (*people, *guests)]

        def ended(task: asyncio.Task[None]) -> None:
            world.failure = world.failure or task.exception()

        for task in tasks:
            task.add_done_callback(ended)
        try:
            yield peers
        finally:
            await asyncio.gather(*(person.finish() for person in people))
            for task in tasks:
                task.remove_done_callback(ended)
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def come_to_rest(desk: DeskProcess, peers: list[Peer], seconds: float) -> None:
    """Every question is answered and every view is complete, or never will be."""
    database = desk.folder / "desk.db"
    until = monotonic() + seconds
    while monotonic() < until:
        waiting = any(peer.busy for peer in peers)
        if not waiting and not stored.open_turns(database):
            last = stored.last_seqs(database)
            if not any(_is_behind(peer, last) for peer in peers):
                return
        await asyncio.sleep(0.1)


def _is_behind(peer: Peer, last: dict[tuple[str, str], int]) -> bool:
    return any(
        peer.cursors.get(key, 0) < last[key, peer.role] for key in peer.watching()
    )

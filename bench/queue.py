"""The queue when very many wait: claims, the first page, races for one customer.

`python -m bench.queue` prints each figure beside the same with ten waiting, or beside
its aim. Times are the desk's own processor time, whatever else the machine does.
`--races 10000` is the long run that counts double assignments.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop

from bench.crowd import fill
from handoff.config import Settings
from handoff.desk import Desk, open_desk
from handoff.domain.principal import Customer, Person, Role
from handoff.domain.profile import Profile
from handoff.errors import HandoffAlreadyTaken
from handoff.gateways.triage import NoTriage
from handoff.services import customers, handoffs, people, queue
from handoff.services.offers import match_waiting
from handoff.services.presence import set_presence
from handoff.storage import conversations as rows
from handoff.storage.engine import writer_engine
from handoff.storage.migrate import migrate
from handoff.storage.people import keep_teams
from handoff.storage.policies import read_policies

TEAMS = ["care", "delivery", "billing", "returns"]
SIZES = (10, 1_000, 100_000)
CLAIMS = 400
PAGES = 200
RIVALS = 40


@asynccontextmanager
async def crowded(waiting: int) -> AsyncIterator[Desk]:
    """An open desk with so many waiting, in a folder of its own."""
    with tempfile.TemporaryDirectory(dir="var") as name:
        settings = Settings(data_dir=Path(name), triage_workers=0)
        migrate(settings.effective_database_url)
        engine = writer_engine(settings.effective_database_url)
        with engine.begin() as connection:
            keep_teams(connection, read_policies(settings.content_dir).routing.teams)
            fill(connection, waiting, TEAMS)
        engine.dispose()
        desk = await open_desk(settings, triage=NoTriage())
        try:
            yield desk
        finally:
            await desk.close()


async def an_agent(desk: Desk, name: str, role: Role = Role.AGENT) -> Person:
    """Somebody of all these teams, with room for everything."""
    made = await people.add_person(
        desk,
        name=name,
        email=f"{name}@example.com".replace(" ", ""),
        role=role,
        team_ids=TEAMS,
        profile=Profile(capacity=1000),
    )
    teams = frozenset(TEAMS)
    return Person(person_id=made.person.id, name=name, role=role, team_ids=teams)


async def timed(call: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of processor time that the call took, in every thread."""
    began = time.process_time()
    await call()
    return (time.process_time() - began) * 1000


def p99(values: list[float]) -> float:
    """The 99th percentile."""
    return statistics.quantiles(values, n=100)[98]


async def claims(desk: Desk, waiting: int) -> list[float]:
    """How long each of many claims took, each of somebody who waits."""
    agents = [await an_agent(desk, f"Agent {n}") for n in range(8)]
    taken: list[float] = []
    ids = [f"hof_{n * max(waiting // CLAIMS, 1)}" for n in range(min(CLAIMS, waiting))]
    if waiting < CLAIMS:  # ten at a time, over and over
        ids = [await _one_more(desk) for _ in range(CLAIMS)]
    for number, handoff_id in enumerate(ids):
        who = agents[number % len(agents)]

        async def claim(who: Person = who, handoff_id: str = handoff_id) -> object:
            return await handoffs.accept(desk, who, handoff_id=handoff_id)

        taken.append(await timed(claim))
    return taken


async def pages(desk: Desk) -> tuple[list[float], list[float]]:
    """How long an agent's and a supervisor's whole lists took."""
    agent = await an_agent(desk, "Reader")
    boss = await an_agent(desk, "Boss", Role.SUPERVISOR)
    return (
        [await timed(lambda: queue.read_inbox(desk, agent)) for _ in range(PAGES)],
        [await timed(lambda: queue.read_inbox(desk, boss)) for _ in range(PAGES)],
    )


async def offering(desk: Desk) -> float:
    """Milliseconds of one look that finds forty people and makes forty offers."""
    for number in range(RIVALS):
        who = await an_agent(desk, f"Free {number}")
        await set_presence(desk, who, presence="online")
    return await timed(lambda: match_waiting(desk))


async def races(count: int) -> tuple[int, float]:
    """How often more or less than one of forty won, and the seconds it took."""
    wrong = 0
    async with crowded(0) as desk:
        agents = [await an_agent(desk, f"Rival {n}") for n in range(RIVALS)]
        began = time.perf_counter()
        for number in range(count):
            handoff_id = await _one_more(desk)
            answers = await asyncio.gather(
                *(handoffs.accept(desk, who, handoff_id=handoff_id) for who in agents),
                return_exceptions=True,
            )
            won = [one for one in answers if not isinstance(one, BaseException)]
            lost = [one for one in answers if isinstance(one, HandoffAlreadyTaken)]
            wrong += (len(won), len(lost)) != (1, RIVALS - 1)
            if won:
                await _free(desk, agents, number, won[0].conversation_id)
        return wrong, time.perf_counter() - began


async def _one_more(desk: Desk) -> str:
    """The handoff of a customer who has just begun to wait."""
    made = await customers.start_session(desk, name=None, locale="en", page_url=None)
    who = Customer(customer_id=made.customer_id)
    conversation_id = await handoffs.request_by_customer(
        desk, who, conversation_id=None
    )
    return await desk.writer.change(
        lambda unit: getattr(unit.conversation(conversation_id), "handoff_id", "")
    )


async def _free(
    desk: Desk, agents: list[Person], number: int, conversation_id: str
) -> None:
    """The winner has room again, as after hundreds of claims they would not."""
    held = await desk.reader.read(
        lambda connection: rows.read(connection, conversation_id)
    )
    if held is None:
        return
    winner = next(who for who in agents if who.person_id == held.owner_id)
    await handoffs.return_to_bot(
        desk, winner, conversation_id=conversation_id, epoch=held.epoch, note=""
    )


async def main(count: int) -> None:
    """Prints every figure."""
    first = None
    for waiting in SIZES:
        async with crowded(waiting) as desk:
            took = await claims(desk, waiting)
            agents, bosses = await pages(desk)
            made = await offering(desk)
        first = first or p99(took)
        print(
            f"{waiting:>7,} waiting: claim p50 {statistics.median(took):.2f} ms, "
            f"p99 {p99(took):.2f} ms ({p99(took) / first:.2f} x of ten; aim <= 2 x); "
            f"first page p50 {statistics.median(agents):.2f} ms (aim <= 5), "
            f"a supervisor's {statistics.median(bosses):.2f} ms; "
            f"{RIVALS} offers in {made:.0f} ms"
        )
    wrong, seconds = await races(count)
    print(
        f"{count:,} races of {RIVALS} for one customer: {wrong} with other than one "
        f"winner (aim 0), {seconds:.0f} s"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--races", type=int, default=200)
    uvloop.run(main(parser.parse_args().races))

"""`python -m bench.turns`: bot turns beside stock Rasa and beside bare Rasa.

Stock is what `rasa init` runs, with one custom action; bare is Rasa as it comes, with
our model and our actions. All three are asked the same in turns, in conversations of a
few messages; then ours and stock once each in a conversation of two hundred.
"""

import argparse
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import uvloop
from rich.console import Console

from bench.figures import Figure, show
from bench.machine import children_of, cpu_ms, memory_mib, this_machine
from bench.stack import NAMES, Stack, has_model, new_conversation, stack, state_turn
from bench.stock import RasaServer, rasa, rest_turn, stock, stock_folder, train_stock
from bench.subject import http
from handoff.config import ROOT
from handoff.gateways import training

SAID = (
    "What are your opening hours?",
    "How do I send something back?",
    "I need an invoice for my last order",
    "the site keeps crashing when I try to pay",
    "how long is the warranty on a kettle",
    "my discount code does not work",
)
"""One short conversation: ordinary turns, each answered with one action call."""
LONG = 200
WINDOW = 10
AT = (10, 50, LONG)
"""A long conversation is timed around these turns, by the median of a window."""
SENDER_TURNS = len(SAID)


@dataclass
class Subject:
    """One bot: how it is asked, and what its turns took in each round."""

    ask: Callable[[str, str], Awaitable[float]]
    pids: list[int]
    cpu: list[float] = field(default_factory=list)
    rounds: list[float] = field(default_factory=list)
    places: dict[int, float] = field(default_factory=dict)

    async def converse(self) -> list[float]:
        """The milliseconds of each turn of one short conversation."""
        sender = new_conversation()
        return [await self.ask(sender, text) for text in SAID]

    async def measure_round(self) -> None:
        """One conversation more is on record: time and CPU time of a turn."""
        before = sum(map(cpu_ms, self.pids))
        self.rounds.append(statistics.median(await self.converse()))
        self.cpu.append((sum(map(cpu_ms, self.pids)) - before) / len(SAID))

    async def go_on(self) -> None:
        """What turns take after ten, fifty and two hundred of them is known."""
        sender = new_conversation()
        took = [await self.ask(sender, SAID[n % SENDER_TURNS]) for n in range(LONG)]
        self.places = {
            at: statistics.median(took[max(at - WINDOW, 1) : at]) for at in AT
        }


def main() -> None:
    """The result is printed and kept in var/bench/."""
    parser = argparse.ArgumentParser(prog="python -m bench.turns", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    machine, console = this_machine(), Console(soft_wrap=True)
    console.print(f"[bold]{machine}[/bold]")
    if not has_model():
        console.print("bot turns: left out, no model yet (firstline train)")
        return
    with tempfile.TemporaryDirectory(prefix="firstline-turns-") as name:
        figures = uvloop.run(measure(Path(name), given.rounds, console))
    show(console, machine, figures, given.rounds)


async def measure(folder: Path, rounds: int, console: Console) -> list[Figure]:
    """The three in turns, then the long conversations."""
    project = stock_folder()
    console.print("training the stock pipeline, once for these data: minutes")
    await train_stock(project)
    model = training.current_model(ROOT)
    assert model, "has_model was asked before"
    file = ROOT / "models" / model.file
    async with stack(folder) as ours, stock(project) as theirs, http() as web:
        async with rasa(file, folder, actions_url=ours.actions_url, cwd=ROOT) as bare:
            subjects = {
                "ours": Subject(_ours(web, ours), _pids(ours, "bot", "actions")),
                "stock": Subject(_rest(web, theirs), [theirs.pid, theirs.actions]),
                "bare": Subject(_rest(web, bare), [bare.pid, *_pids(ours, "actions")]),
            }
            await _interleaved(list(subjects.values()), rounds)
            memory = await _memory(ours, theirs, bare)
        for name in ("ours", "stock"):
            await subjects[name].go_on()
    started = {"stock": theirs.seconds, "bare": bare.seconds, "ours": ours.bot_seconds}
    return _figures(subjects, memory, started)


async def _interleaved(subjects: list[Subject], rounds: int) -> None:
    for subject in subjects:  # the first turns of a fresh process are slower
        await subject.converse()
    for _ in range(rounds):
        for subject in subjects:
            await subject.measure_round()
        # None is always the one that goes first.
        subjects.reverse()


def _ours(
    web: aiohttp.ClientSession, running: Stack
) -> Callable[[str, str], Awaitable[float]]:
    states: dict[str, dict[str, Any]] = {}

    async def ask(sender: str, text: str) -> float:
        # The desk sends the state with each turn and keeps what comes back.
        state = states.get(sender, {"locale": "en"})
        took, states[sender] = await state_turn(web, running, sender, text, state)
        return took

    return ask


def _rest(
    web: aiohttp.ClientSession, server: RasaServer
) -> Callable[[str, str], Awaitable[float]]:
    async def ask(sender: str, text: str) -> float:
        return await rest_turn(web, server, sender, text)

    return ask


def _pids(running: Stack, *names: str) -> list[int]:
    wanted = [part for part, name in NAMES.items() if name in names]
    children = children_of(running.pid).items()
    return [pid for pid, command in children if any(w in command for w in wanted)]


async def _memory(
    ours: Stack, theirs: RasaServer, bare: RasaServer
) -> dict[str, float]:
    return {
        "ours": sum(map(memory_mib, _pids(ours, "bot"))),
        "stock": memory_mib(theirs.pid),
        "bare": memory_mib(bare.pid),
    }


def _figures(
    subjects: dict[str, Subject], memory: dict[str, float], started: dict[str, float]
) -> list[Figure]:
    ours, aims = subjects["ours"], {"stock": "<= 0.4 x stock", "bare": ""}
    figures = [
        Figure(
            name=f"bot turn with its action, p50, beside {name}",
            unit="ms",
            product=ours.rounds,
            base=subjects[name].rounds,
            aim=aim,
        )
        for name, aim in aims.items()
    ]
    figures += [
        Figure(
            name=f"its CPU time, bot and actions, beside {name}",
            unit="ms",
            product=ours.cpu,
            base=subjects[name].cpu,
        )
        for name in aims
    ]
    figures += [
        Figure(
            name=f"{whose} turn {at}, beside its turn {AT[0]}",
            unit="ms",
            product=[subjects[whose].places[at]],
            base=[subjects[whose].places[AT[0]]],
            aim="<= 1.3 x" if (whose, at) == ("ours", LONG) else "",
        )
        for whose in ("ours", "stock")
        for at in AT[1:]
    ]
    for name in aims:
        for what, unit, of in (
            ("memory of the bot", "MiB", memory),
            ("start of the bot", "s", started),
        ):
            title = f"{what}, beside {name}"
            product, base = [of["ours"]], [of[name]]
            figures.append(Figure(name=title, unit=unit, product=product, base=base))
    return figures


if __name__ == "__main__":
    main()

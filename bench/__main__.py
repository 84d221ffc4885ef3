"""`python -m bench`: the desk beside its floor, measured in turns in the same run.

A figure is a median over rounds; a ratio is the median of the rounds' ratios, since
absolute figures move with whatever else the machine does.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import uvloop
from rich.console import Console

from bench.figures import Figure, show
from bench.load import Delay, Line, flat_out, steady
from bench.machine import this_machine
from bench.product import desk
from bench.relay import floor
from bench.stack import bare_turn, desk_turn, has_model, stack, two_commits
from bench.subject import http

CONVERSATIONS = 64
WINDOW = 2
"""Messages under way at one time, for each side of each conversation."""
RATE = 200.0
TURNS = 8
"""Bot turns of each kind in one round."""


def main() -> None:
    """The result is printed and kept in var/bench/."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="per measurement")
    parser.add_argument("--no-bot", action="store_true", help="leave out the bot")
    given = parser.parse_args()
    machine, console = this_machine(), Console(soft_wrap=True)
    console.print(f"[bold]{machine}[/bold]")
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as name:
        folder = Path(name)
        figures = uvloop.run(messages(folder, given.rounds, given.seconds))
        if given.no_bot:
            console.print("bot turns, memory and start times: left out (--no-bot)")
        elif not has_model():
            console.print("bot turns, memory and start times: left out, no model yet")
        else:
            figures += uvloop.run(everything(folder, given.rounds))
    show(console, machine, figures, given.rounds)


async def messages(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    """Throughput and delay of messages, desk and floor in turns."""
    rates: dict[str, list[float]] = {"desk": [], "floor": []}
    delays: dict[str, list[Delay]] = {"desk": [], "floor": []}
    async with (
        floor(folder, conversations=CONVERSATIONS) as base,
        desk(folder, conversations=CONVERSATIONS) as product,
    ):
        subjects: list[tuple[str, Sequence[Line]]] = [
            ("floor", base),
            ("desk", product),
        ]
        for _ in range(rounds):
            for name, lines in subjects:
                rates[name].append(
                    await flat_out(lines, window=WINDOW, seconds=seconds)
                )
            for name, lines in subjects:
                delays[name].append(await steady(lines, rate=RATE, seconds=seconds))
            # Neither is always the one that goes first.
            subjects.reverse()
    return [
        Figure(
            name=f"durable messages, {CONVERSATIONS} conversations",
            unit="1/s",
            product=rates["desk"],
            base=rates["floor"],
            aim=">= 0.5 x floor",
        ),
        *(
            Figure(
                name=f"sent to seen at {RATE:.0f}/s, {quantile}",
                unit="ms",
                product=[getattr(delay, quantile) for delay in delays["desk"]],
                base=[getattr(delay, quantile) for delay in delays["floor"]],
                aim=f"<= {times} x floor",
            )
            for quantile, times in (("p50", 2), ("p99", 3))
        ),
    ]


async def everything(folder: Path, rounds: int) -> list[Figure]:
    """Bot turns through the desk and bare, memory and start times."""
    through: list[float] = []
    bare: list[float] = []
    commits: list[float] = []
    async with stack(folder) as running, http() as web:
        for _ in range(3):  # the first turns of a fresh bot are slower
            await bare_turn(web, running)
        for _ in range(rounds):
            pairs = [
                (await desk_turn(web, running), await bare_turn(web, running))
                for _ in range(TURNS)
            ]
            through.append(statistics.median(pair[0] for pair in pairs))
            bare.append(statistics.median(pair[1] for pair in pairs))
            stored = [two_commits(folder) for _ in range(TURNS)]
            commits.append(statistics.median(stored))
        memory = running.memory()
    return [
        Figure(
            name="bot turn, p50, beside a bare one",
            unit="ms",
            product=through,
            base=bare,
            aim="<= 3 ms more",
            difference=True,
        ),
        Figure(name="of it two bare commits, p50", unit="ms", product=commits, base=[]),
        *(
            Figure(name=f"memory of {name}", unit="MiB", product=[used], base=[])
            for name, used in sorted(memory.items())
        ),
        *(
            Figure(name=f"start until {what}", unit="s", product=[took], base=[])
            for what, took in (
                ("the desk answers", running.desk_seconds),
                ("the bot is ready", running.bot_seconds),
            )
        ),
    ]


if __name__ == "__main__":
    main()

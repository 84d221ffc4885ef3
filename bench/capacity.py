"""`python -m bench.capacity`: table and plots of docs/capacity.md, by simulation.

Nothing is measured by the clock: the same code and policies give the same figures.
"""

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

from handoff.config import ROOT
from handoff.domain.policy import Policies
from handoff.simulation.report import Setting, simulate
from handoff.storage.policies import read_policies

HOURS: Final = 8
SEEDS: Final = (1, 2, 3)
LOADS: Final = {20: range(1, 5), 40: range(2, 6), 80: range(4, 9), 160: range(8, 14)}
"""Customers per hour, and the numbers of agents that are tried."""
SHOWN: Final = 60
SHOWN_AGENTS: Final = range(2, 9)
IMAGES: Final = ROOT / "docs" / "images"
KEPT: Final = 0.95
WAIT: Final = 60.0
"""Enough: so many promises kept, and four of five waits below so many seconds."""


def main() -> None:
    """The plots are drawn anew and the table is printed."""
    policies = read_policies(ROOT / "data")
    found = {n: days(policies, n, SHOWN) for n in SHOWN_AGENTS}
    draw(found)
    print("| customers/h | agents | promises kept | p50 | p80 | p95 | at a time |")
    print("|---|---|---|---|---|---|---|")
    for load, numbers in LOADS.items():
        for agents in numbers:
            runs = days(policies, agents, load)
            print(row(load, agents, runs))
            if is_enough(runs):
                break


def days(policies: Policies, agents: int, per_hour: float) -> list[dict[str, Any]]:
    """One simulated day for each seed."""
    return [
        simulate(policies, Setting(agents, per_hour, HOURS, seed)) for seed in SEEDS
    ]


def is_enough(runs: Sequence[dict[str, Any]]) -> bool:
    """Whether so many agents can carry the load."""
    return kept(runs) >= KEPT and wait(runs, "p80") <= WAIT


def kept(runs: Sequence[dict[str, Any]], priority: str | None = None) -> float:
    """The share of first responses in time, of one priority or of all."""
    counted = [
        (found["first_response_kept"], found["arrived"])
        for run in runs
        for name, found in run["by_priority"].items()
        if priority in (None, name) and found["arrived"]
    ]
    total = sum(arrived for _, arrived in counted)
    held: float = sum(share * arrived for share, arrived in counted)
    return held / total if total else 1.0


def wait(runs: Sequence[dict[str, Any]], name: str) -> float:
    """The middle of the days' waits, in seconds."""
    return float(statistics.median(run["wait"][name] for run in runs))


def row(load: float, agents: int, runs: Sequence[dict[str, Any]]) -> str:
    """One line of the table."""
    times = " | ".join(spoken(wait(runs, name)) for name in ("p50", "p80", "p95"))
    busy = statistics.mean(run["load"]["at_a_time"] for run in runs)
    number = f"**{agents}**" if is_enough(runs) else str(agents)
    return f"| {load} | {number} | {kept(runs):.0%} | {times} | {busy:.1f} |"


def spoken(seconds: float) -> str:
    """`6 s` or `12 min`."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def draw(found: dict[int, list[dict[str, Any]]]) -> None:
    """The three plots for one load and a growing number of agents."""
    mpl.rcParams.update({"svg.hashsalt": "firstline", "font.size": 11})
    agents = list(found)
    waits = {n: [wait(r, n) for r in found.values()] for n in ("p50", "p80", "p95")}
    plot("capacity_waits", agents, waits, "Wait in seconds", log=True)
    priorities = ("P1", "P2", "P3", "P4")
    promises = {p: [100 * kept(r, p) for r in found.values()] for p in priorities}
    plot("capacity_promises", agents, promises, "First responses in time, %")
    held = [100 * of_ranges(runs) for runs in found.values()]
    plot("capacity_ranges", agents, {"held": held}, "Told ranges that held, %", line=70)


def of_ranges(runs: Sequence[dict[str, Any]]) -> float:
    """The share of waits that were over before the high end of what was told."""
    held = [run["ranges"]["over_before_the_high_end"] for run in runs]
    return float(statistics.mean(held))


def plot(
    name: str,
    agents: Sequence[int],
    lines: dict[str, list[float]],
    label: str,
    *,
    log: bool = False,
    line: float | None = None,
) -> None:
    """One plot over the number of agents, as docs/images/<name>.svg."""
    figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
    for (title, values), style in zip(lines.items(), styles(), strict=False):
        axes.plot(agents, values, style, label=title)
    if line is not None:
        axes.axhline(line, color="#888888", linestyle=":", label=f"aim: {line:.0f} %")
    if log:
        axes.set_yscale("log")
    else:
        axes.set_ylim(0, 105)
    axes.set_xlabel(f"Agents, for {SHOWN} customers per hour")
    axes.set_ylabel(label)
    axes.grid(alpha=0.3)
    axes.legend()
    file = Path(IMAGES, f"{name}.svg")
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def styles() -> Iterable[str]:
    """Told apart without colour too."""
    return ("o-", "s--", "^-.", "D:")


if __name__ == "__main__":
    main()

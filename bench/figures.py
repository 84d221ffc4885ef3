"""What a benchmark gives: figures, a table to read, a file for later."""

import json
import statistics
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import Machine
from handoff.config import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the result: the product, its floor, and what is aimed at."""

    name: str
    unit: str
    product: list[float]
    base: list[float]
    aim: str = ""
    difference: bool = False
    """Whether product less base is of interest, instead of product by base."""

    @property
    def relations(self) -> list[float]:
        """The product's figure in relation to its base's, round by round."""
        pairs = zip(self.product, self.base, strict=False)
        return [a - b if self.difference else a / b for a, b in pairs]


def show(
    console: Console, machine: Machine, figures: list[Figure], rounds: int
) -> None:
    """The figures are printed and kept in var/bench/."""
    console.print(table(figures, rounds))
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": asdict(machine),
        "rounds": rounds,
        "figures": [asdict(f) | {"relations": f.relations} for f in figures],
    }
    console.print(f"kept in {keep(kept)}")


def table(figures: list[Figure], rounds: int) -> Table:
    """The figures to read."""
    made = Table("", "unit", "Firstline", "floor", "relation", "spread", "aim")
    made.title = f"medians of {rounds} rounds in turns"
    for figure in figures:
        median = _say(statistics.median(figure.product))
        if not figure.base:
            made.add_row(figure.name, figure.unit, median, "", "", "", figure.aim)
            continue
        relations = figure.relations
        sign = " ms" if figure.difference else " x"
        made.add_row(
            figure.name,
            figure.unit,
            median,
            _say(statistics.median(figure.base)),
            f"{statistics.median(relations):.2f}{sign}",
            f"{min(relations):.2f} to {max(relations):.2f}",
            figure.aim,
        )
    return made


def keep(result: dict[str, Any]) -> Path:
    """Where the result is kept for later."""
    folder = ROOT / "var" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result['at'].replace(':', '')[:17]}.json"
    path.write_text(json.dumps(result, indent=2) + "\n")
    return path.relative_to(ROOT)


def _say(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"

"""`firstline simulate`: how waits and promises come out with so many agents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from handoff.domain.policy import Policies


def simulate(
    agents: Annotated[int, typer.Option(min=1, max=1000, help="People who answer.")],
    arrivals: Annotated[
        float, typer.Option(min=0.1, max=10_000, help="Customers per hour.")
    ],
    hours: Annotated[float, typer.Option(min=0.1, max=1000)] = 8,
    seed: Annotated[int, typer.Option(help="The same seed, the same run.")] = 1,
    policy: Annotated[
        list[Path] | None,
        typer.Option(help="A policy file instead of the shipped one; may be repeated."),
    ] = None,
    handle_minutes: Annotated[
        float, typer.Option(min=0.1, help="How long a conversation takes, on average.")
    ] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run the desk's real rules on a moved clock: queue, offers, capacity, promises."""
    import json

    from handoff.errors import PolicyFileError
    from handoff.simulation.chance import Habits
    from handoff.simulation.report import Setting
    from handoff.simulation.report import simulate as run

    try:
        policies = _policies(policy or [])
    except PolicyFileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    report = run(
        policies,
        Setting(agents, arrivals, hours, seed),
        Habits(handle_minutes=handle_minutes),
    )
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        _show(report)


def _policies(files: list[Path]) -> "Policies":
    from handoff.config import Settings
    from handoff.errors import PolicyFileError
    from handoff.storage.policies import read_policies

    stored: dict[str, str] = {}
    for file in files:
        try:
            stored[file.name] = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyFileError(file, None, f"cannot be read: {error}") from error
    return read_policies(Settings().content_dir, stored)


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("", "arrived", "kept", "p50 s", "p80 s", "p95 s", "longest s"):
        table.add_column(column, justify="left" if column == "" else "right")
    for priority, found in report["by_priority"].items():
        table.add_row(priority, *_cells(found, kept=found["first_response_kept"]))
    table.add_row("all", *_cells({"arrived": report["arrived"], **report["wait"]}))
    console = Console()
    console.print(table)
    ranges, load, full = report["ranges"], report["load"], report["overflow"]
    held, inside = ranges["over_before_the_high_end"], ranges["inside"]
    console.print(
        f"Told ranges: over before the high end {_percent(held)},"
        f" inside {_percent(inside)} of {ranges['count']}."
    )
    console.print(
        f"Each agent handled {load['handled_least']} to {load['handled_most']},"
        f" {load['at_a_time']} at a time. Longest queue: {full['longest_queue']}."
    )


def _cells(found: dict[str, Any], *, kept: float | None = None) -> list[str]:
    times = [found[name] for name in ("p50", "p80", "p95", "longest")]
    shown = ["" if time is None else f"{time:.0f}" for time in times]
    return [str(found["arrived"]), _percent(kept), *shown]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"

"""`firstline labels`: what people put right, as a report and as data to learn from."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoff.cli.guest import with_desk

if TYPE_CHECKING:
    from handoff.domain.label import Confusion

labels = typer.Typer(
    help="What people agreed with and put right of triage's ratings.",
    no_args_is_help=True,
)


@labels.command("report")
def report(
    days: Annotated[int, typer.Option(min=1, help="How far to look back.")] = 30,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write JSON instead of text.")
    ] = False,
) -> None:
    """Show by signal and axis how triage and people differed."""
    from datetime import timedelta

    from handoff.present import plain
    from handoff.services.labels import read_confusion

    back = timedelta(days=days)
    found = with_desk(lambda desk: read_confusion(desk, None, back=back))
    typer.echo(json.dumps(plain(found)) if as_json else _table(found))


@labels.command("export")
def export(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; left out, triage/labels.jsonl of the data."),
    ] = None,
) -> None:
    """Write every message that people spoke of as a line of training data."""
    import os

    from actions.triage.examples import LABELS
    from handoff.config import Settings
    from handoff.services.labels import read_examples

    rows = with_desk(read_examples)
    path = file or Settings.from_env(os.environ).data_dir / "triage" / LABELS
    _write_private(path, "".join(f"{json.dumps(row)}\n" for row in rows))
    typer.echo(f"{len(rows)} messages in {path}")
    typer.echo(f"to learn from them: python -m actions.triage --labels {path.parent}")


def _write_private(path: Path, text: str) -> None:
    """The file holds customers' words: only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _table(found: "Confusion") -> str:
    lines = [f"{found.judgements} judgements on {found.messages} messages", ""]
    lines.append(f"{'signal':15}{'kept':>6}{'dismissed':>11}{'added':>7}   taken for")
    for signal in found.signals:
        other = ", ".join(f"{n} {name}" for name, n in signal.taken_for.items())
        counts = f"{signal.kept:>6}{signal.dismissed:>11}{signal.added:>7}"
        lines.append(f"{signal.name:15}{counts}   {other}".rstrip())
    lines += ["", f"{'axis':15}{'kept':>6}{'too high':>11}{'too low':>9}"]
    for axis in found.axes:
        counts = f"{axis.kept:>6}{axis.too_high:>11}{axis.too_low:>9}"
        lines.append(f"{axis.name:15}{counts}")
    return "\n".join(lines)

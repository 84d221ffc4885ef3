"""`firstline eval triage`: how well triage does on a labelled file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer


def eval_triage(
    file: Annotated[
        Path, typer.Argument(help="Labelled lines of JSON, or a folder of such files.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON.")
    ] = False,
    show: Annotated[
        str | None, typer.Option("--show", help="List what this signal got wrong.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", help="Accept the figures as this baseline."),
    ] = None,
) -> None:
    """Report precision, recall, false alarms, axis agreement and time per message.

    Times are of the processor, so that a busy machine does not change them.
    """
    # Before NumPy loads: more threads would only wait for each other on one message.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from time import process_time

    from actions.triage import TriageError, load
    from actions.triage.measure import misses, outcomes, report

    try:
        cases = [case for path in _files(file) for case in _cases(path)]
    except (OSError, TriageError) as error:
        typer.echo(f"eval triage: {error}", err=True)
        raise typer.Exit(2) from error
    if baseline is not None:
        _accept(baseline, cases)
        return
    rater = load()
    rater.rate("warm up: the first message compiles what the others reuse")
    results = outcomes(cases, rater.rate, process_time)
    if show:
        for kind, result in misses(results, show):
            typer.echo(f"{kind:6} {result.case.text!r}")
        return
    measured = {"version": rater.version, **report(results)}
    typer.echo(json.dumps(measured) if as_json else _table(measured))


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _accept(path: Path, cases: list[Any]) -> None:
    from handoff.cli.eval_baseline import BaselineRefused, write_baseline

    try:
        lost = write_baseline(path, cases)
    except BaselineRefused as error:
        typer.echo(f"eval triage: {error}; {path} stays as it was", err=True)
        raise typer.Exit(1) from error
    for line in lost:
        typer.echo(f"worse than before: {line}")
    typer.echo(f"{path} holds what triage reaches now")


def _cases(file: Path) -> list[Any]:
    from actions.triage import TriageDataError
    from actions.triage.measure import case_from

    cases = []
    with file.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise TriageDataError(file, number, "is not JSON") from error
            if not isinstance(row, dict):
                raise TriageDataError(file, number, "is not a JSON object")
            cases.append(case_from(row, str(file), number))
    return cases


def _table(measured: dict[str, Any]) -> str:
    lines = [f"{measured['messages']} messages, {measured['version']}", ""]
    lines.append(f"{'signal':15}{'precision':>10}{'recall':>8}{'f1':>8}   counts")
    for name, row in measured["signals"].items():
        counts = f"{row['true']} true, {row['false']} false, {row['missed']} missed"
        scores = [_percent(row[key]) for key in ("precision", "recall", "f1")]
        lines.append(f"{name:15}{scores[0]:>10}{scores[1]:>8}{scores[2]:>8}   {counts}")
    alike = measured["look_alikes"]
    lines += ["", f"false alarms on {alike['messages']} look-alikes:"]
    lines[-1] += f" {alike['false_alarms']} {alike['by_signal'] or ''}"
    for axis in ("urgency", "impact"):
        row = measured[axis]
        lines.append(
            f"{axis}: {_percent(row['agreement'])} of {row['labelled']} agree"
            f" ({row['high_as_low']} high as low, {row['low_as_high']} low as high)"
        )
    lines.append("quadrants (urgency/impact), labelled: rated")
    for labelled, rated in measured["quadrants"].items():
        lines.append(f"  {labelled}: {rated}")
    talk = measured["small_talk"]
    lines.append(
        f"small talk rated: {talk['rated']},"
        f" complaints unrated: {talk['unrated_complaints']}"
    )
    times = measured["ms"]
    lines.append(f"ms per message: p50 {times['p50']}, p99 {times['p99']}")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"

"""`firstline eval intents`: trains the pipeline on one file, tests it on another."""

from pathlib import Path
from typing import Annotated

import typer

# Keys of the report and what they are called on the screen.
_ROWS = {
    "accuracy": "in scope: right and accepted",
    "accuracy_unfiltered": "in scope: right, accepted or not",
    "macro_f1": "in scope: macro F1",
    "accepted": "in scope: accepted",
    "oos_recall": "out of scope: refused",
}


def eval_intents(
    train: Annotated[Path, typer.Option("--train", help="Lines of text and label.")],
    test: Annotated[Path, typer.Option("--test", help="Lines of text and label.")],
    oos: Annotated[
        str | None, typer.Option("--oos", help="The label that is out of scope.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON.")
    ] = False,
) -> None:
    """Train this project's pipeline on any labelled lines and report how it does."""
    import json

    from handoff.cli.bot_library import run_library

    arguments = ["--train", str(train.resolve()), "--test", str(test.resolve())]
    if oos is not None:
        arguments += ["--oos", oos]
    report = json.loads(run_library(["evaluate", *arguments], capture=True))
    typer.echo(json.dumps(report) if as_json else _table(report))


def _table(report: dict[str, float | None]) -> str:
    trained = f"trained on {report['train']} lines in {report['train_seconds']} s"
    tested = f"tested on {report['test']} ({report['oos']} out of scope)"
    lines = [f"{trained}, {tested}"]
    for key, name in _ROWS.items():
        value = report[key]
        shown = "-" if value is None else f"{100 * value:5.1f} %"
        lines.append(f"  {name:34} {shown}")
    lines.append(f"  {'time per message':34} {report['ms_per_message']:5.1f} ms")
    return "\n".join(lines)

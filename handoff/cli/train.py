"""`firstline train`: trains the bot when what its model is made from has changed."""

import asyncio
from typing import Annotated

import typer


def train(
    force: Annotated[
        bool, typer.Option("--force", help="Train even if nothing has changed.")
    ] = False,
) -> None:
    """Train the bot's model if its inputs have changed since the last time."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    from handoff import training
    from handoff.config import ROOT

    console = Console(stderr=True)
    if not force and training.is_current(ROOT):
        console.print("The bot's model fits its inputs; nothing to train.")
        return
    columns = (
        SpinnerColumn(),
        TextColumn("training"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=1.0)

        def report(what: str, share: float) -> None:
            progress.update(task, completed=share, description=what)

        try:
            asyncio.run(training.ensure_model(ROOT, report, force=force))
        except training.TrainingError as error:
            progress.stop()
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error

"""`firstline understand`: what the bot takes each message to be about."""

from typing import Annotated

import typer


def understand(
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read {"text": ...} lines from standard input.'),
    ] = False,
) -> None:
    """Name the topic of each message with the model that serves."""
    from handoff.cli.bot_library import run_library
    from handoff.config import ROOT
    from handoff.gateways import training

    if not jsonl:
        typer.echo("understand: --jsonl is needed; it reads standard input", err=True)
        raise typer.Exit(2)
    model = training.current_model(ROOT)
    if model is None:
        typer.echo("understand: no model is trained yet: run firstline train", err=True)
        raise typer.Exit(2)
    run_library(["answer", "--model", str(ROOT / "models" / model.file)])

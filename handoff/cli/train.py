"""`firstline train`: trains the bot when what its model is made from has changed."""

import asyncio
from typing import Annotated

import typer


def train(
    force: Annotated[
        bool, typer.Option("--force", help="Train even if nothing has changed.")
    ] = False,
    swap: Annotated[
        bool, typer.Option("--swap", help="Let the running bot serve it at once.")
    ] = False,
) -> None:
    """Train the bot's model if its inputs have changed since the last time."""
    _train(force=force)
    if swap:
        _swap()


def _train(*, force: bool) -> None:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    from handoff.config import ROOT
    from handoff.gateways import training

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


def _swap() -> None:
    """The running bot serves the current model; exits with 1 if it does not."""
    import os

    from handoff.config import ROOT, Settings, SettingsError
    from handoff.gateways import training
    from handoff.gateways.bot_model import SwapFailed, swap_model
    from handoff.ids import SystemIds
    from handoff.supervisor.secrets import SecretsError, load_secrets

    model = training.current_model(ROOT)
    try:
        settings = Settings.from_env(os.environ)
        token = settings.bot_token.get_secret_value()
        token = token or load_secrets(settings.data_dir, SystemIds()).bot_token
        if model is None:
            raise SwapFailed("no model is trained")
        swap = swap_model(settings.bot_url, token, file=model.file, sha256=model.sha256)
        seconds = asyncio.run(swap)
    except (SettingsError, SecretsError, SwapFailed) as error:
        typer.echo(f"train: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"The bot serves {model.file}; loading took {seconds:.1f} s.")

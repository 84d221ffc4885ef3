"""`firstline up`: everything at once, under one supervisor."""

from pathlib import Path
from typing import Annotated

import typer


def up(
    host: Annotated[
        str, typer.Option(help="Address the desk listens on.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port the desk listens on.")] = 8080,
    bot_port: Annotated[int, typer.Option(help="The bot's port on loopback.")] = 5005,
    actions_port: Annotated[
        int, typer.Option(help="The action server's port on loopback.")
    ] = 5055,
    data_dir: Annotated[
        Path, typer.Option(help="Folder of databases and secrets.")
    ] = Path("var"),
    bot: Annotated[bool, typer.Option(help="Start the bot and its actions.")] = True,
    demo: Annotated[
        bool, typer.Option(help="Serve the demo shop, with people.")
    ] = True,
) -> None:
    """Start the desk, the bot and the action server; stop them all with Ctrl-C."""
    from handoff.config import ROOT
    from handoff.supervisor.plan import Plan
    from handoff.supervisor.start import StartError, start

    plan = Plan(
        root=ROOT,
        data_dir=data_dir.resolve(),
        host=host,
        port=port,
        bot_port=bot_port,
        actions_port=actions_port,
        demo=demo,
        bot=bot,
    )
    try:
        start(plan)
    except StartError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error

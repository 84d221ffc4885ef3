"""`firstline talk`: play written customers against a running desk."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from handoff.talk.play import SignIn


def talk(
    file: Annotated[Path, typer.Argument(help="YAML list of customers and turns.")],
    url: Annotated[
        str, typer.Option(help="Address of the desk.")
    ] = "http://127.0.0.1:8080",
    agent: Annotated[
        str | None, typer.Option(help="Who looks at packets, by name or e-mail.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File with the agent's password.")
    ] = None,
    parallel: Annotated[
        int, typer.Option(min=1, max=64, help="Customers at once.")
    ] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON line per turn.")
    ] = False,
) -> None:
    """Play the customers of FILE, each with an identity of their own."""
    import asyncio

    from handoff.clock import SystemClock
    from handoff.errors import PolicyFileError
    from handoff.ids import SystemIds
    from handoff.talk.play import Stage, play
    from handoff.talk.script import read_parts
    from handoff.talk.wire import DeskError, DeskUnreachable

    try:
        parts = read_parts(file)
        stage = Stage(
            url=url,
            clock=SystemClock(),
            ids=SystemIds(),
            write=_writer(as_json),
            agent=_sign_in(agent, password_file),
            parallel=parallel,
        )
        failed = asyncio.run(play(parts, stage))
    except (PolicyFileError, DeskError, DeskUnreachable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for failure in failed:
        typer.echo(str(failure), err=True)
    if failed:
        raise typer.Exit(1)


def _sign_in(agent: str | None, password_file: Path | None) -> "SignIn | None":
    from handoff.cli.people import read_password
    from handoff.talk.play import SignIn

    if agent is None and password_file is None:
        return None
    if agent is None or password_file is None:
        raise typer.BadParameter("--agent and --password-file go together")
    return SignIn(login=agent, password=read_password(password_file))


def _writer(as_json: bool) -> "Callable[[dict[str, Any]], None]":
    import json

    from rich.console import Console

    from handoff.talk.show import Transcript

    if not as_json:
        return Transcript(Console(highlight=False)).write
    return lambda line: typer.echo(json.dumps(line, ensure_ascii=False))

"""`firstline doctor`: what is wrong with this installation, and the cure."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handoff.doctor.finding import Finding, Place


def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON.")
    ] = False,
) -> None:
    """Check environments, encoder, model, data folder, database and ports."""
    import json

    from handoff.config import SettingsError
    from handoff.doctor.checks import examine

    try:
        findings = examine(_place())
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps([finding.to_dict() for finding in findings], indent=2))
    else:
        _show(findings)
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


def _place() -> "Place":
    from handoff.config import ROOT, Settings
    from handoff.doctor.finding import Place

    settings = Settings.from_env(os.environ)
    return Place(
        root=ROOT,
        data_dir=settings.data_dir.resolve(),
        host=settings.host,
        port=settings.port,
        bot_port=int(os.environ.get("FIRSTLINE_BOT_PORT", "5005")),
        actions_port=int(os.environ.get("FIRSTLINE_ACTIONS_PORT", "5055")),
        database_url=settings.effective_database_url,
        mail=settings.smtp_host or settings.mail_dir,
    )


def _show(findings: "list[Finding]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("", "check", "found", "cure"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        mark = "[green]✓[/]" if finding.good else "[red]✗[/]"
        table.add_row(mark, finding.check, finding.found, finding.cure or "")
    Console().print(table)

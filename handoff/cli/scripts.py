"""`firstline scripts`: the bot's words as files: checked, taken out, put in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from handoff.cli.script_lint import Line

scripts = typer.Typer(
    help="Check the scripts, and move them between files and the desk.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON instead of text.")]
Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Script files; none: all of the content folder."),
]


@scripts.command("lint")
def lint(files: Files = None, as_json: AsJson = False, hints: bool = False) -> None:
    """Hold every wording against the rules of data/lint; exit 1 on an error."""
    import os

    from handoff.cli.script_lint import lint_files
    from handoff.config import Settings, SettingsError
    from handoff.errors import PolicyFileError

    try:
        settings = Settings.from_env(os.environ)
        found = lint_files(settings.content_dir, files)
    except (PolicyFileError, SettingsError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    shown = [line for line in found if hints or as_json or line.severity != "hint"]
    _show(shown, as_json)
    if any(line.severity == "error" for line in found):
        raise typer.Exit(1)


def _show(lines: "list[Line]", as_json: bool) -> None:
    import json
    from collections import Counter

    import msgspec

    counts = Counter(line.severity for line in lines)
    if as_json:
        rows = msgspec.to_builtins(lines)
        summary = {name: counts[name] for name in ("error", "warning", "hint")}
        typer.echo(json.dumps({"counts": summary, "findings": rows}, indent=1))
        return
    for line in lines:
        typer.echo(
            f"{line.file}:{line.line}: {line.severity}: {line.rule}: {line.variant}: "
            f"{line.reason} [{line.words}]"
            + (f" Say: {line.rewrite}" if line.rewrite else "")
        )
    typer.echo(f"{counts['error']} errors, {counts['warning']} warnings")

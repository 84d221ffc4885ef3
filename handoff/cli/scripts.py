"""`firstline scripts`: the bot's words as files: checked, taken out, put in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handoff.cli.guest import with_desk

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


@scripts.command("export")
def export(
    folder: Annotated[
        Path | None, typer.Option("--to", help="A folder; none: data/scripts itself.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write what is published into files; what is unchanged stays byte for byte."""
    from handoff.services.script_exchange import export_scripts

    written = with_desk(
        lambda desk: export_scripts(
            desk, folder or desk.settings.content_dir / "scripts"
        )
    )
    _say(as_json, {"written": written}, f"{len(written)} files: {', '.join(written)}")


@scripts.command("check")
def check(files: Files = None, as_json: AsJson = False) -> None:
    """Say what an import would do; exit 1 if it is refused or people must decide."""
    from handoff.services.script_outlook import check_import

    outlook = with_desk(lambda desk: check_import(desk, files))
    steps = sorted((step.value, name) for name, step in outlook.steps.items())
    quiet = ("agree", "keep", "forget")
    lines = [f"{step}: {name}" for step, name in steps if step not in quiet]
    lines += [
        f"{one.file}:{one.line}: refused: {one.variant}: {one.reason}"
        for one in outlook.refusals
    ]
    lines.append(
        f"{len(outlook.refusals)} refused, {len(outlook.conflicts)} for people"
    )
    import msgspec

    _say(as_json, msgspec.to_builtins(outlook), "\n".join(lines))
    if outlook.refusals or outlook.conflicts:
        raise typer.Exit(1)


@scripts.command("import")
def put_in(files: Files = None, as_json: AsJson = False) -> None:
    """Publish what files say; what people have changed is kept, and shown to them."""
    import msgspec

    from handoff.services.script_exchange import import_scripts

    taken = with_desk(lambda desk: import_scripts(desk, files))
    lines = [
        f"{step}: {', '.join(names)}"
        for step, names in msgspec.structs.asdict(taken).items()
        if names
    ]
    _say(as_json, msgspec.to_builtins(taken), "\n".join(lines) or "nothing to change")
    if taken.offered:
        typer.echo("people have changed these: decide in the studio", err=True)
        raise typer.Exit(1)


def _say(as_json: bool, value: object, words: str) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else words)


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

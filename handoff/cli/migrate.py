"""`firstline migrate`: brings the database to the schema this desk works with."""

import os

import typer


def migrate() -> None:
    """Bring the database to the present schema; safe to run again."""
    from handoff import crash
    from handoff.config import Settings, SettingsError
    from handoff.storage.engine import SecondWriter
    from handoff.storage.migrate import HEAD
    from handoff.storage.migrate import migrate as bring_up

    try:
        settings = Settings.from_env(os.environ)
        if spec := os.environ.get("CRASH_AT"):
            crash.arm(spec)
        before = bring_up(settings.effective_database_url, progress=_say)
    except (SettingsError, SecondWriter) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    done = "already at" if before == HEAD else f"from {before or 'nothing'} to"
    typer.echo(f"database: {done} schema {HEAD}")


def _say(step: str) -> None:
    typer.echo(f"database: step {step} done")

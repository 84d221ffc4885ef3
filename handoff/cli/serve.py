"""`firstline serve`: the desk alone, in the foreground."""

import typer


def serve() -> None:
    """Run the desk; settings come from the environment (FIRSTLINE_...)."""
    import gc
    import os

    # What is imported stays: looking it over again and again makes a start slower.
    gc.disable()
    from handoff.config import Settings, SettingsError
    from handoff.errors import PolicyFileError
    from handoff.server import AddressTaken, run
    from handoff.storage.engine import SecondWriter
    from handoff.storage.migrate import SchemaMismatch

    try:
        settings = Settings.from_env(os.environ)
        run(settings, crash_at=os.environ.get("CRASH_AT"))
    except (
        SettingsError,
        PolicyFileError,
        SchemaMismatch,
        SecondWriter,
        AddressTaken,
    ) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error

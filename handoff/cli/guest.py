"""A desk for one command, which may run beside the real one."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from handoff.desk import Desk

T = TypeVar("T")


def with_desk(work: "Callable[[Desk], Awaitable[T]]") -> T:
    """What the work answers, on a desk that may run beside the real one.

    Raises:
        typer.Exit: it was refused; why is on standard error.
    """
    import asyncio
    import os

    from handoff.config import Settings, SettingsError
    from handoff.desk import open_desk
    from handoff.errors import FirstlineError, PolicyFileError
    from handoff.log import configure_logging
    from handoff.storage.migrate import SchemaMismatch

    async def as_guest(settings: Settings) -> T:
        desk = await open_desk(settings, guest=True)
        try:
            return await work(desk)
        finally:
            await desk.close()

    configure_logging(level="WARNING")
    try:
        return asyncio.run(as_guest(Settings.from_env(os.environ)))
    except (FirstlineError, PolicyFileError, SchemaMismatch, SettingsError) as error:
        typer.echo(str(error), err=True)
    raise typer.Exit(1)

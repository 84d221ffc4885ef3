"""Checks of the database: reachable, of the right schema, and no mail stuck in it."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from handoff.doctor.finding import Finding, Place
from handoff.domain.delivery import MAIL
from handoff.storage.engine import reader_engine, sqlite_file
from handoff.storage.migrate import HEAD, schema_of
from handoff.storage.outbox import count_dead, count_waiting


def database(place: Place) -> list[Finding]:
    """The database is of the present schema, or will be made at the first start."""
    file = sqlite_file(place.database_url)
    if file is not None and not file.exists():
        return [Finding("database", f"{file.name}: none yet, made at the first start")]
    name = make_url(place.database_url).render_as_string(hide_password=True)
    try:
        found = _schema(place.database_url)
    except (SQLAlchemyError, ImportError) as error:
        reason = str(error).splitlines()[0]
        cure = "restore a backup, or correct FIRSTLINE_DATABASE_URL"
        return [Finding("database", f"{name}: {reason}", cure)]
    if found == HEAD:
        return [Finding("database", f"schema {HEAD}")]
    said = f"schema {found or 'none'}, this desk needs {HEAD}"
    return [Finding("database", said, "run: firstline migrate")]


def mail(place: Place) -> list[Finding]:
    """Mails have a way out, or none waits for one."""
    if place.mail:
        return [Finding("mail", f"goes to {place.mail}")]
    waiting = _count(place.database_url, partial(count_waiting, lane=MAIL))
    if waiting == 0:
        return [Finding("mail", "not configured; no mail waits")]
    said = f"not configured; waiting: {waiting}"
    return [Finding("mail", said, "set FIRSTLINE_SMTP_HOST, or FIRSTLINE_MAIL_DIR")]


def dead_letters(place: Place) -> list[Finding]:
    """Everything that was to leave the desk has left it, or still may."""
    dead = _count(place.database_url, count_dead)
    if dead == 0:
        return [Finding("dead letters", "none")]
    cure = "read why on the admin's page, /admin/#effects, and try them again"
    return [Finding("dead letters", str(dead), cure)]


def _count(url: str, count: Callable[[Connection], int]) -> int:
    """What the count finds; 0 when there is no such database yet."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return 0
    try:
        engine = reader_engine(url, size=1)
        try:
            with engine.connect() as connection:
                return count(connection)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError):
        return 0  # the check of the database says what is wrong with it


def _schema(url: str) -> str | None:
    engine = reader_engine(url, size=1)
    try:
        with engine.connect() as connection:
            return schema_of(connection)
    finally:
        engine.dispose()

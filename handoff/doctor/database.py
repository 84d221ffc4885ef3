"""Check of the database: reachable, and of the schema that this desk works with."""

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from handoff.doctor.finding import Finding, Place
from handoff.storage.engine import reader_engine, sqlite_file
from handoff.storage.migrate import HEAD, schema_of


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


def _schema(url: str) -> str | None:
    engine = reader_engine(url, size=1)
    try:
        with engine.connect() as connection:
            return schema_of(connection)
    finally:
        engine.dispose()

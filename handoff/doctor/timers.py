"""Check of the timers: nothing that was due was given up."""

from sqlalchemy.exc import SQLAlchemyError

from handoff.doctor.finding import Finding, Place
from handoff.storage.engine import reader_engine, sqlite_file
from handoff.storage.timers import read_dead

_SHOWN = 3
"""Dead timers that are named; the rest is counted."""


def timers(place: Place) -> list[Finding]:
    """No timer is dead, or the newest of those that are, with what failed."""
    file = sqlite_file(place.database_url)
    if file is not None and not file.exists():
        return []
    engine = reader_engine(place.database_url, size=1)
    try:
        with engine.connect() as connection:
            dead = read_dead(connection, limit=100)
    except (SQLAlchemyError, ImportError):
        return []  # the check of the database says what is wrong with it
    finally:
        engine.dispose()
    if not dead:
        return [Finding("timers", "none was given up")]
    named = "; ".join(
        f"{timer.kind} of {timer.subject.id}: {error}" for timer, error in dead[:_SHOWN]
    )
    cure = "read the desk's log at timer.failed, and do what the timer would have done"
    return [Finding("timers", f"{len(dead)} given up: {named}", cure)]

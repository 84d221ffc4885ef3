"""The doctor names timers that were given up."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from handoff.doctor.finding import Place
from handoff.doctor.timers import timers
from handoff.domain.timer import Subject
from handoff.storage import timers as rows
from handoff.storage.engine import writer_engine
from handoff.storage.migrate import migrate
from handoff.storage.timers import NewTimer

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def place(url: str, folder: Path) -> Place:
    return Place(
        root=folder,
        data_dir=folder,
        host="127.0.0.1",
        port=0,
        bot_port=0,
        actions_port=0,
        database_url=url,
        mail="",
    )


def bury(connection: Connection) -> None:
    """The only timer is dead."""
    rows.add(connection, NewTimer(Subject("handoff", "hof_1"), "offer", NOW, None, {}))
    [timer] = rows.read_due(connection, NOW, limit=1)
    rows.bury(
        connection, timer.timer_id, now=NOW, attempts=5, error="KeyError: 'offer'"
    )


def test_dead_timer_is_named_with_its_error(tmp_path: Path) -> None:
    url = f"sqlite+pysqlite:///{tmp_path / 'desk.db'}"
    assert timers(place(url, tmp_path)) == []
    migrate(url)
    [good] = timers(place(url, tmp_path))
    engine = writer_engine(url)
    with engine.begin() as connection:
        bury(connection)
    engine.dispose()

    [found] = timers(place(url, tmp_path))

    assert good.good
    assert found.found == "1 given up: offer of hof_1: KeyError: 'offer'"
    assert found.cure is not None

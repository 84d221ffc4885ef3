"""The line is read from indexes: what it costs does not grow with who waits behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from bench.crowd import BEGAN, fill
from handoff.config import ROOT
from handoff.domain.ranking import Rank
from handoff.storage import handoffs, inbox, line, pick_ups, profiles
from handoff.storage.engine import writer_engine
from handoff.storage.people import keep_teams
from handoff.storage.policies import read_policies

TEAMS = ["care", "delivery", "billing"]


@pytest.fixture
def engine(database: Path) -> Iterator[Engine]:
    """A database in which sixty wait."""
    made = writer_engine(f"sqlite+pysqlite:///{database}")
    with made.begin() as connection:
        keep_teams(connection, read_policies(ROOT / "data").routing.teams)
        fill(connection, 60, TEAMS)
    yield made
    made.dispose()


READS: dict[str, Callable[[Connection], Any]] = {
    "an agent's first page": lambda c: line.read_first(c, TEAMS, first=10),
    "a supervisor's first page": lambda c: line.read_first(c, None, first=10),
    "whom to offer next": lambda c: next(line.read_unoffered(c, TEAMS)),
    "a place": lambda c: line.count_ahead(c, "care", Rank(3, BEGAN, 1)),
    "the newest": lambda c: inbox.newest_open(c, first=10),
    "recent pick-ups": lambda c: pick_ups.recent(c, "care", count=50),
    "one handoff": lambda c: handoffs.read(c, "hof_1"),
    "one person's load": lambda c: profiles.read_worker(c, "per_1", capacity=10),
    "ten lines": lambda c: inbox.read_items(
        c, [f"cnv_{n}" for n in range(10)], viewer_id="per_1", positions={}
    ),
}


@pytest.mark.parametrize("name", READS)
def test_no_read_of_the_hot_path_looks_through_a_whole_table(
    engine: Engine, name: str
) -> None:
    asked: list[tuple[str, Any]] = []
    with engine.connect() as connection:

        @event.listens_for(engine, "before_cursor_execute")
        def note(*call: Any) -> None:
            asked.append((call[2], call[3]))

        READS[name](connection)
        event.remove(engine, "before_cursor_execute", note)
        driver: Any = connection.connection.driver_connection
        steps = [
            row[3]
            for sql, values in asked
            for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        ]

    assert steps
    wide = [step for step in steps if step.startswith("SCAN ") and "INDEX" not in step]
    assert [step for step in wide if "anon" not in step] == []
    assert [step for step in steps if "TEMP B-TREE" in step] == []


def test_lines_of_several_teams_are_merged_in_the_order_of_the_queue(
    engine: Engine,
) -> None:
    with engine.connect() as connection:
        every = line.read_first(connection, None, first=60)
        merged = line.read_first(connection, TEAMS, first=60)
        lazily = list(line.read_unoffered(connection, TEAMS))

    ranks = [line.rank_of(row) for row in every]
    assert ranks == sorted(ranks)
    assert [line.rank_of(row) for row in merged] == ranks
    assert [line.rank_of(row) for row in lazily] == ranks


def test_places_far_back_are_not_counted_one_by_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MOST_COUNTED", 5)
    with engine.connect() as connection:
        behind = line.count_ahead(connection, "care", Rank(9, BEGAN, 1))
        first = line.read_first(connection, ["care"], first=1)[0]
        ahead = line.count_ahead(connection, "care", line.rank_of(first))

    assert (behind, ahead) == (5, 0)

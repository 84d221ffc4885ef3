"""What a run left in the database, as the checker reads it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from handoff.clock import SystemClock, iso
from handoff.domain.event import Author, AuthorKind, Visibility
from handoff.domain.transcript import link
from tests.support.checker import Row, Stored, Tenure
from tests.support.timer_checks import Due


def read_stored(database: Path, packets: Iterable[Mapping[str, Any]] = ()) -> Stored:
    """All events, assignments, packets and timers; `packets` are what agents saw."""
    with closing(sqlite3.connect(database)) as db:
        rows = [
            Row(*columns[:7], json.loads(columns[7]), *columns[8:])
            for columns in db.execute(
                "SELECT conversation_id, seq, type, visibility, author_kind, author_id,"
                " cmid, data, author_name, at FROM events"
            )
        ]
        tenures = [
            Tenure(*columns)
            for columns in db.execute(
                "SELECT conversation_id, agent_id, from_seq, to_seq FROM assignments"
            )
        ]
        sealed = [
            json.loads(body) for (body,) in db.execute("SELECT body FROM packets")
        ]
        read_at = iso(SystemClock().now())
        timers = [
            Due(*columns, read_at)
            for columns in db.execute(
                "SELECT conversation_id, subject_id, due_at, state FROM timers"
                " WHERE kind = 'clock'"
            )
        ]
    return Stored(rows, tenures, [*sealed, *packets], timers)


def open_turns(database: Path) -> int:
    """How many bot turns are unfinished."""
    with closing(sqlite3.connect(database)) as db:
        query = "SELECT count(*) FROM turns WHERE state IN ('pending', 'calling')"
        count: int = db.execute(query).fetchone()[0]
        return count


def last_seqs(database: Path) -> dict[tuple[str, str], int]:
    """The last seq of every conversation, by conversation and by who looks."""
    with closing(sqlite3.connect(database)) as db:
        found = db.execute(
            "SELECT conversation_id, max(seq), max(iif(visibility = 'public', seq, 0))"
            " FROM events GROUP BY conversation_id"
        )
        return {
            (conversation_id, role): seq
            for conversation_id, *seqs in found
            for role, seq in zip(("agent", "customer"), seqs, strict=True)
        }


def seal(rows: Iterable[Row]) -> str:
    """The hash chain over message rows, computed anew."""
    value = ""
    for row in rows:
        kind = AuthorKind(row.author_kind)
        value = link(
            value,
            seq=row.seq,
            at=row.at,
            author=Author(kind, row.author_id, row.author_name),
            visibility=Visibility(row.visibility),
            data=dict(row.data),
        )
    return value

"""Leases: one process at a time may do a job, and the database itself says which.

Nobody compares clocks: who takes a lease raises its fence, and whoever holds an older
fence is refused inside the very transaction in which it would have acted.
"""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from handoff.storage.tables import leases


class Lease(NamedTuple):
    """A lease as it was read; `beat` grows while its holder is at work."""

    fence: int
    beat: int


def take(connection: Connection, name: str, holder: str) -> int:
    """The lease is the holder's, whoever had it before; the answer is its fence."""
    before = read(connection, name)
    if before is None:
        connection.execute(
            insert(leases).values(name=name, holder=holder, fence=1, beat=0)
        )
        return 1
    fence = before.fence + 1
    connection.execute(
        update(leases)
        .where(leases.c.name == name)
        .values(holder=holder, fence=fence, beat=before.beat + 1)
    )
    return fence


def keep(connection: Connection, name: str, fence: int) -> bool:
    """Whether the lease is still that of the fence; its beat has gone on then."""
    kept = connection.execute(
        update(leases)
        .where(leases.c.name == name, leases.c.fence == fence)
        .values(beat=leases.c.beat + 1)
    )
    return kept.rowcount == 1


def read(connection: Connection, name: str) -> Lease | None:
    """The lease as it stands."""
    row = connection.execute(
        select(leases.c.fence, leases.c.beat).where(leases.c.name == name)
    ).first()
    return None if row is None else Lease(row.fence, row.beat)

"""What customers put right in what is passed on; the packet itself never changes."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from handoff.storage.case_tables import packet_corrections
from handoff.storage.tables import handoffs


def add(connection: Connection, **values: Any) -> None:
    """The correction stands beside the packet."""
    connection.execute(insert(packet_corrections).values(**values))


def read(connection: Connection, handoff_id: str) -> list[dict[str, Any]]:
    """The handoff's corrections, oldest first, in plain values."""
    c = packet_corrections.c
    rows = connection.execute(
        select(c.name, c.label, c.old, c.new, c.seq, c.at)
        .where(c.handoff_id == handoff_id)
        .order_by(c.correction_id)
    )
    return [{str(name): value for name, value in row._mapping.items()} for row in rows]


def show(
    connection: Connection, handoff_id: str, passed_on: list[dict[str, Any]]
) -> None:
    """The customer's card shows these facts from now on."""
    connection.execute(
        update(handoffs)
        .where(handoffs.c.handoff_id == handoff_id)
        .values(passed_on=passed_on)
    )

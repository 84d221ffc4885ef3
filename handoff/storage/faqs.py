"""Rows of the topics that content teams add."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from handoff.domain.faq import Faq, FaqState
from handoff.storage.structs import as_struct
from handoff.storage.tables import faqs


def read_all(connection: Connection) -> list[Faq]:
    """Every entry that is not retired, then those that are; by name."""
    rows = connection.execute(select(faqs).order_by(faqs.c.topic))
    found = [as_struct(row, Faq) for row in rows]
    return sorted(found, key=lambda faq: faq.state is FaqState.RETIRED)


def read_live(connection: Connection) -> list[Faq]:
    """Every entry that is trained and answered, by name."""
    live = FaqState.LIVE.value
    rows = connection.execute(
        select(faqs).where(faqs.c.state == live).order_by(faqs.c.topic)
    )
    return [as_struct(row, Faq) for row in rows]


def read(connection: Connection, topic: str) -> Faq | None:
    """The entry; None if there is none."""
    row = connection.execute(select(faqs).filter_by(topic=topic)).first()
    return None if row is None else as_struct(row, Faq)


def write(connection: Connection, faq: Faq, *, by: str, at: datetime) -> None:
    """The entry is this one."""
    values = msgspec.structs.asdict(faq) | {"changed_at": at, "changed_by": by}
    topic = values.pop("topic")
    changed = connection.execute(update(faqs).filter_by(topic=topic).values(**values))
    if changed.rowcount == 0:
        connection.execute(insert(faqs).values(topic=topic, **values))

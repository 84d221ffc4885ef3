"""Reading what people said of ratings."""

from datetime import datetime

from sqlalchemy import Connection, select

from handoff.domain.label import Label
from handoff.storage.tables import rating_labels

_COLUMNS = [rating_labels.c[name] for name in Label.__struct_fields__]


def read_labels(connection: Connection, *, since: datetime | None) -> list[Label]:
    """Everything that people said since then, in the order in which they said it."""
    query = select(*_COLUMNS).order_by(rating_labels.c.label_id)
    if since is not None:
        query = query.where(rating_labels.c.at >= since)
    return [Label(**row._mapping) for row in connection.execute(query)]

"""Tables of time: timers, and who may fire them."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from handoff.storage.schema import Serial, index_where, metadata, one_of
from handoff.storage.types import JsonDocument, UtcDateTime

timers = Table(
    "timers",
    metadata,
    Column("timer_id", Serial, primary_key=True),
    Column("subject_kind", String(20), nullable=False),
    Column("subject_id", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("conversation_id", ForeignKey("conversations.conversation_id"), index=True),
    Column("due_at", UtcDateTime, nullable=False),
    # When it is looked at next: `due_at`, or later after an effect that failed.
    Column("next_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", String(200)),
    Column("settled_at", UtcDateTime),
    Column("data", JsonDocument, nullable=False),
    UniqueConstraint("subject_kind", "subject_id", "kind", "generation"),
    one_of("state", "waiting", "met", "cancelled", "fired", "dead"),
)
index_where(
    "ix_timers_due", timers.c.next_at, timers.c.timer_id, where="state = 'waiting'"
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("beat", Integer, nullable=False),
)

"""Tables of time: timers and who may fire them, clocks, and the rules they go by."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

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

# Each version of the rules: a clock goes by those in force when it was started.
time_rules = Table(
    "time_rules",
    metadata,
    Column("since", UtcDateTime, primary_key=True),
    Column("rules", JsonDocument, nullable=False),
)

# How far the log of a conversation has been followed, and what was learnt from it.
ledgers = Table(
    "ledgers",
    metadata,
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), primary_key=True
    ),
    Column("seq", Integer, nullable=False),
    Column("priority", String(4)),
    Column("team_id", String(40)),
    Column("protocols", JsonDocument, nullable=False),
    Column("agent", Boolean, nullable=False),
    Column("complaint_at", UtcDateTime),
    Column("numbers", JsonDocument, nullable=False),
)

clocks = Table(
    "clocks",
    metadata,
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("kind", String(50), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("policy_at", UtcDateTime, nullable=False),
    Column("calendar", String(100), nullable=False),
    Column("target_ms", BigInteger, nullable=False),
    Column("since", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("used_ms", BigInteger, nullable=False),
    Column("paused_at", UtcDateTime),
    Column("paused_ms", BigInteger, nullable=False),
    Column("hold", String(10)),
    Column("ended_at", UtcDateTime),
    Column("breached_at", UtcDateTime),
    Column("steps", Integer, nullable=False),
    Column("priority", String(4)),
    Column("team_id", String(40)),
    PrimaryKeyConstraint("conversation_id", "kind", "number"),
    one_of("state", "running", "paused", "met", "cancelled"),
)
index_where(
    "ix_clocks_open", clocks.c.conversation_id, where="state IN ('running', 'paused')"
)

"""The tables of the desk; migrations/ holds how they came to be."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from handoff.storage.types import JsonDocument, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only when the key is exactly INTEGER.
_Serial = BigInteger().with_variant(Integer, "sqlite")


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _unique_where(name: str, *columns: Column[str], where: str) -> Index:
    clause = text(where)
    return Index(
        name, *columns, unique=True, sqlite_where=clause, postgresql_where=clause
    )


meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("customer_id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("name", String(200)),
    Column("email", String(320)),
    Column("verified", Boolean, nullable=False),
    Column("locale", String(35), nullable=False),
    Column("page_url", Text),
    Column("created_at", UtcDateTime, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("person_id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("name_key", String(100), nullable=False, unique=True),
    Column("email", String(320), nullable=False),
    Column("email_key", String(320), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("password_is_initial", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("presence", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    _one_of("role", "agent", "supervisor", "editor", "admin"),
    _one_of("presence", "online", "away", "offline"),
)

team_members = Table(
    "team_members",
    metadata,
    Column("person_id", ForeignKey("people.person_id"), primary_key=True),
    Column("team_id", ForeignKey("teams.team_id"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(40), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("person_id", ForeignKey("people.person_id"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("failure_id", _Serial, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_sign_in_failures_key_at", "key", "at"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("conversation_id", String(40), primary_key=True),
    Column("customer_id", ForeignKey("customers.customer_id"), nullable=False),
    Column("status", String(10), nullable=False),
    Column("owner_kind", String(10), nullable=False),
    Column("owner_id", String(40)),
    Column("owner_name", String(100)),
    Column("epoch", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("message_count", Integer, nullable=False),
    Column("chain", String(64), nullable=False),
    Column("sealed_seq", Integer, nullable=False),
    Column("team_id", ForeignKey("teams.team_id")),
    Column("handoff_id", String(40)),
    Column("topic", String(60)),
    Column("created_at", UtcDateTime, nullable=False),
    _one_of("status", "bot", "queued", "assigned", "closed"),
    _one_of("owner_kind", "bot", "queue", "agent", "nobody"),
    Index("ix_conversations_owner_id", "owner_id"),
    Index("ix_conversations_team_id_status", "team_id", "status"),
)
_unique_where(
    "uq_conversations_open", conversations.c.customer_id, where="status <> 'closed'"
)

# Apart from the row above, which every message rewrites: these grow large.
memories = Table(
    "memories",
    metadata,
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), primary_key=True
    ),
    Column("slots", JsonDocument, nullable=False),
    Column("rating", JsonDocument),
    Column("rated_seq", Integer, nullable=False),
    Column("understanding", JsonDocument),
)

events = Table(
    "events",
    metadata,
    Column("position", _Serial, primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("seq", Integer, nullable=False),
    Column("type", String(30), nullable=False),
    Column("visibility", String(10), nullable=False),
    Column("author_kind", String(10), nullable=False),
    Column("author_id", String(40)),
    Column("author_name", String(200)),
    Column("cmid", String(40)),
    Column("at", UtcDateTime, nullable=False),
    Column("data", JsonDocument, nullable=False),
    UniqueConstraint("conversation_id", "seq"),
    _one_of("visibility", "public", "internal"),
    _one_of("author_kind", "customer", "bot", "agent", "system"),
)
# Author and cmid lead: a first message is looked for before its conversation is known.
_unique_where(
    "uq_events_cmid",
    events.c.author_id,
    events.c.cmid,
    events.c.conversation_id,
    where="cmid IS NOT NULL",
)

seen = Table(
    "seen",
    metadata,
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), primary_key=True
    ),
    Column("viewer_id", String(40), primary_key=True),
    Column("seq", Integer, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("turn_id", String(40), primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("seq_in", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("error", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    UniqueConstraint("conversation_id", "seq_in"),
    _one_of("state", "pending", "calling", "done", "failed", "discarded"),
)
_OPEN_TURN = text("state IN ('pending', 'calling')")
Index(
    "ix_turns_open",
    turns.c.conversation_id,
    turns.c.seq_in,
    sqlite_where=_OPEN_TURN,
    postgresql_where=_OPEN_TURN,
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("handoff_id", String(40), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.conversation_id"),
        nullable=False,
        index=True,
    ),
    Column("team_id", ForeignKey("teams.team_id"), nullable=False),
    Column("skill", String(40)),
    Column("reason", String(30), nullable=False),
    Column("reason_sentence", Text, nullable=False),
    Column("signal", String(30)),
    Column("priority", String(4), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("arrival", BigInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("agent_id", ForeignKey("people.person_id")),
    Column("agent_name", String(100)),
    Column("passed_on", JsonDocument, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("accepted_at", UtcDateTime),
    Column("waited_ms", BigInteger),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(40)),
    Column("note", Text, nullable=False),
    _one_of("status", "queued", "accepted", "resolved", "returned", "abandoned"),
    Index("ix_handoffs_team_id_accepted_at", "team_id", "accepted_at"),
)
_unique_where(
    "uq_handoffs_open",
    handoffs.c.conversation_id,
    where="status IN ('queued', 'accepted')",
)
Index(
    "ix_handoffs_queue",
    handoffs.c.team_id,
    handoffs.c.rank,
    handoffs.c.due_at,
    handoffs.c.arrival,
    sqlite_where=text("status = 'queued'"),
    postgresql_where=text("status = 'queued'"),
)

packets = Table(
    "packets",
    metadata,
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("body", JsonDocument, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("assignment_id", String(40), primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), nullable=False),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("agent_id", ForeignKey("people.person_id"), nullable=False),
    Column("from_seq", Integer, nullable=False),
    Column("to_seq", Integer),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
_unique_where(
    "uq_assignments_open", assignments.c.conversation_id, where="ended_at IS NULL"
)

timers = Table(
    "timers",
    metadata,
    Column("timer_id", String(40), primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("handoff_id", ForeignKey("handoffs.handoff_id")),
    Column("kind", String(30), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("settled_at", UtcDateTime),
    UniqueConstraint("handoff_id", "kind", "generation"),
    _one_of("state", "waiting", "met", "fired", "cancelled"),
)
Index(
    "ix_timers_due",
    timers.c.due_at,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", _Serial, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("payload", JsonDocument, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    _one_of("state", "waiting", "sent", "dead"),
)

scripts = Table(
    "scripts",
    metadata,
    Column("script_id", String(80), primary_key=True),
    Column("purpose", String(30), nullable=False),
)

script_variants = Table(
    "script_variants",
    metadata,
    Column("variant_id", String(100), primary_key=True),
    Column("script_id", ForeignKey("scripts.script_id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("locale", String(35), nullable=False),
    Column("channel", String(20)),
    Column("text", Text, nullable=False),
    Column("buttons", JsonDocument, nullable=False),
    Column("when", JsonDocument),
    Column("share", Integer, nullable=False),
    Column("status", String(10), nullable=False),
    _one_of("status", "draft", "published", "retired"),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", _Serial, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_kind", String(10), nullable=False),
    Column("actor_id", String(40)),
    Column("verb", String(40), nullable=False),
    Column("object_kind", String(20), nullable=False),
    Column("object_id", String(40), nullable=False),
    Column("details", JsonDocument, nullable=False),
    Index("ix_audit_object_id", "object_id"),
)

"""Tables of what is kept for others: effects to come, audit, labels, policies."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from handoff.storage.schema import Serial, index_where, metadata, one_of
from handoff.storage.types import JsonDocument, UtcDateTime

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", Serial, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("target", String(400), nullable=False),
    Column("payload", JsonDocument, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("last_error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    one_of("state", "waiting", "sent", "dead"),
)
index_where(
    "ix_outbox_line", outbox.c.target, outbox.c.outbox_id, where="state = 'waiting'"
)
index_where("ix_outbox_dead", outbox.c.outbox_id, where="state = 'dead'")

# A text of None brings the shipped file back into force.
policy_versions = Table(
    "policy_versions",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text),
    Column("author_id", String(40), nullable=False),
    Column("author_name", String(100), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Serial, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_kind", String(10), nullable=False),
    Column("actor_id", String(40)),
    Column("verb", String(40), nullable=False),
    Column("object_kind", String(20), nullable=False),
    Column("object_id", String(40), nullable=False),
    Column("details", JsonDocument, nullable=False),
    Index("ix_audit_object_id", "object_id"),
)

rating_labels = Table(
    "rating_labels",
    metadata,
    Column("label_id", Serial, primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("message_seq", Integer, nullable=False),
    Column("about", String(30), nullable=False),
    Column("text", Text, nullable=False),
    Column("old", String(30), nullable=False),
    Column("new", String(30), nullable=False),
    Column("reason", Text, nullable=False),
    Column("rated_by", String(80), nullable=False),
    Column("person_id", ForeignKey("people.person_id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "message_seq", "about", "person_id"),
)

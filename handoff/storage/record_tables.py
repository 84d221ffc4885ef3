"""Tables of what is kept for others: effects to come, the audit log, labelled data."""

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

from handoff.storage.schema import Serial, metadata, one_of
from handoff.storage.types import JsonDocument, UtcDateTime

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", Serial, primary_key=True),
    Column("key", String(80), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("payload", JsonDocument, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    one_of("state", "waiting", "sent", "dead"),
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

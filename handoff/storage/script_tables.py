"""Tables of the scripts: variants, every wording they had, remarks, and uses."""

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

from handoff.storage.schema import Serial, metadata, one_of, unique_where
from handoff.storage.types import JsonDocument, UtcDateTime

scripts = Table(
    "scripts",
    metadata,
    Column("script_id", String(80), primary_key=True),
    Column("purpose", String(30), nullable=False),
    Column("area", String(60), nullable=False),
    Column("place", Integer, nullable=False),
)

# `shipped` is the wording of our files that was last taken over or decided upon;
# `offered` a newer one that waits for a person's decision.
script_variants = Table(
    "script_variants",
    metadata,
    Column("variant_id", String(100), primary_key=True),
    Column("script_id", ForeignKey("scripts.script_id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("shipped", JsonDocument),
    Column("offered", JsonDocument),
)

script_revisions = Table(
    "script_revisions",
    metadata,
    Column("revision_id", Serial, primary_key=True),
    Column("variant_id", ForeignKey("script_variants.variant_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("content", JsonDocument, nullable=False),
    Column("source", String(10), nullable=False),
    Column("edits", Integer, nullable=False),
    Column("author_id", ForeignKey("people.person_id")),
    Column("author_name", String(100)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("publisher_name", String(100)),
    Column("publish_at", UtcDateTime),
    Column("retire_at", UtcDateTime),
    Column("note", Text, nullable=False),
    UniqueConstraint("variant_id", "number"),
    one_of("state", "draft", "in_review", "published", "retired", "discarded"),
    one_of("source", "shipped", "person", "imported"),
)
unique_where(
    "uq_script_revisions_open",
    script_revisions.c.variant_id,
    where="state IN ('draft', 'in_review')",
)

script_remarks = Table(
    "script_remarks",
    metadata,
    Column("remark_id", Serial, primary_key=True),
    Column(
        "revision_id",
        ForeignKey("script_revisions.revision_id"),
        nullable=False,
        index=True,
    ),
    Column("person_id", ForeignKey("people.person_id"), nullable=False),
    Column("person_name", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
    one_of("kind", "remark", "returned"),
)

# What the bot said, copied from the log, so that figures need not read all of it. A
# customer who comes back about the same topic until `repeat_until` was not helped.
script_uses = Table(
    "script_uses",
    metadata,
    Column("position", Serial, primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("customer_id", String(40), nullable=False),
    Column("topic", String(60)),
    Column("variant_id", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("repeat_until", UtcDateTime, nullable=False),
    Index("ix_script_uses_variant_id_at", "variant_id", "at"),
    Index("ix_script_uses_customer_id_at", "customer_id", "at"),
)

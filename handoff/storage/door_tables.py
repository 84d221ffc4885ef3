"""Tables of second doors: promises to customers, and links that bring them back."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from handoff.storage.schema import index_where, metadata, one_of, unique_where
from handoff.storage.types import JsonDocument, UtcDateTime

doors = Table(
    "doors",
    metadata,
    Column("door_id", String(40), primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), nullable=False),
    Column("kind", String(10)),
    Column("step", String(10)),
    Column("heard_seq", Integer, nullable=False),
    Column("choices", JsonDocument, nullable=False),
    Column("email", String(320)),
    Column("phone", String(20)),
    Column("due_at", UtcDateTime),
    Column("until", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    one_of("kind", "email", "call_back", "keep"),
    one_of("step", "choice", "email", "phone", "slot"),
    one_of("state", "asked", "open", "kept", "missed", "over"),
)
unique_where("uq_doors_open", doors.c.handoff_id, where="state IN ('asked', 'open')")
Index("ix_doors_conversation_id", doors.c.conversation_id)
index_where("ix_doors_slots", doors.c.due_at, where="state = 'open'")

links = Table(
    "links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String(30), nullable=False),
    Column("customer_id", ForeignKey("customers.customer_id"), nullable=False),
    Column("subject", String(40), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

# Beside the token of their first page: one for each browser that a link let in.
customer_tokens = Table(
    "customer_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("customer_id", ForeignKey("customers.customer_id"), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

"""Tables of handoffs: their place in the queue, their packets, who held them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from handoff.storage.schema import index_where, metadata, one_of, unique_where
from handoff.storage.types import JsonDocument, UtcDateTime

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
    Column("language", String(8)),
    Column("tier", Integer, nullable=False, server_default="1"),
    Column("widened", Integer, nullable=False, server_default="0"),
    Column("aged", Integer, nullable=False, server_default="0"),
    Column("hops", Integer, nullable=False, server_default="0"),
    Column("ahead", Integer, nullable=False, server_default="0"),
    Column("wait_low", Integer),
    Column("wait_high", Integer),
    Column("place_kept", Boolean, nullable=False, server_default="0"),
    Column("offered_to", String(40)),
    Column("not_before", UtcDateTime),
    Column("why", JsonDocument),
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
    one_of("status", "queued", "accepted", "resolved", "returned", "abandoned"),
)
unique_where(
    "uq_handoffs_open",
    handoffs.c.conversation_id,
    where="status IN ('queued', 'accepted')",
)
index_where(
    "ix_handoffs_queue",
    handoffs.c.team_id,
    handoffs.c.rank,
    handoffs.c.due_at,
    handoffs.c.arrival,
    where="status = 'queued'",
)

index_where(
    "ix_handoffs_line",
    handoffs.c.rank,
    handoffs.c.due_at,
    handoffs.c.arrival,
    where="status = 'queued'",
)
index_where("ix_handoffs_held", handoffs.c.agent_id, where="status = 'accepted'")

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
unique_where(
    "uq_assignments_open", assignments.c.conversation_id, where="ended_at IS NULL"
)

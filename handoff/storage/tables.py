"""The tables of the desk; migrations/ holds how they came to be."""

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

from handoff.storage import case_tables
from handoff.storage.door_tables import customer_tokens, doors, links
from handoff.storage.handoff_tables import assignments, handoffs, packets
from handoff.storage.people_tables import (
    customers,
    people,
    sessions,
    sign_in_failures,
    team_members,
    teams,
)
from handoff.storage.record_tables import (
    audit,
    outbox,
    policy_versions,
    rating_labels,
)
from handoff.storage.routing_tables import offers, pick_ups, work_profiles
from handoff.storage.schema import Serial, index_where, metadata, one_of, unique_where
from handoff.storage.script_tables import (
    script_remarks,
    script_revisions,
    script_uses,
    script_variants,
    scripts,
)
from handoff.storage.studio_tables import faqs, questions, replays, trainings
from handoff.storage.time_tables import clocks, leases, ledgers, time_rules, timers
from handoff.storage.types import JsonDocument, UtcDateTime

__all__ = [
    "assignments",
    "audit",
    "case_tables",
    "clocks",
    "conversations",
    "customer_tokens",
    "customers",
    "doors",
    "events",
    "faqs",
    "handoffs",
    "leases",
    "ledgers",
    "links",
    "memories",
    "meta",
    "metadata",
    "offers",
    "outbox",
    "packets",
    "people",
    "pick_ups",
    "policy_versions",
    "questions",
    "rating_labels",
    "replays",
    "script_remarks",
    "script_revisions",
    "script_uses",
    "script_variants",
    "scripts",
    "seen",
    "sessions",
    "sign_in_failures",
    "team_members",
    "teams",
    "time_rules",
    "timers",
    "trainings",
    "turns",
    "work_profiles",
]

meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
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
    one_of("status", "bot", "queued", "assigned", "closed"),
    one_of("owner_kind", "bot", "queue", "agent", "nobody"),
    Index("ix_conversations_owner_id", "owner_id"),
    Index("ix_conversations_team_id_status", "team_id", "status"),
)
index_where(
    "ix_conversations_newest",
    conversations.c.created_at,
    conversations.c.conversation_id,
    where="status <> 'closed'",
)
unique_where(
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
    Column("position", Serial, primary_key=True),
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
    one_of("visibility", "public", "internal"),
    one_of("author_kind", "customer", "bot", "agent", "system"),
)
# Author and cmid lead: a first message is looked for before its conversation is known.
unique_where(
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
    one_of("state", "pending", "calling", "done", "failed", "discarded"),
)
index_where(
    "ix_turns_open",
    turns.c.conversation_id,
    turns.c.seq_in,
    where="state IN ('pending', 'calling')",
)

"""Tables of complaint cases, their follow-ups, and what is learnt from them."""

from sqlalchemy import (
    Boolean,
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
from handoff.storage.types import UtcDateTime

complaints = Table(
    "complaints",
    metadata,
    Column("complaint_id", String(40), primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    Column(
        "customer_id", ForeignKey("customers.customer_id"), nullable=False, index=True
    ),
    Column("topic", String(60)),
    Column("order_number", String(60)),
    Column("remedy_sought", Text),
    Column("stage", String(12), nullable=False),
    Column("status", String(10), nullable=False),
    Column("holder_kind", String(10), nullable=False),
    Column("holder_id", String(40)),
    Column("holder_name", String(100)),
    Column("opened_in", ForeignKey("conversations.conversation_id"), nullable=False),
    Column("opened_seq", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("outcome", String(40)),
    Column("remedy_given", String(40)),
    Column("root_cause", String(40)),
    Column("reopened", Integer, nullable=False),
    one_of("stage", "preliminary", "tier_1", "tier_2", "final"),
    one_of("status", "open", "settled"),
    one_of("holder_kind", "bot", "team", "person"),
    Index("ix_complaints_root_cause_settled_at", "root_cause", "settled_at"),
)

complaint_stages = Table(
    "complaint_stages",
    metadata,
    Column("complaint_id", ForeignKey("complaints.complaint_id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("stage", String(12), nullable=False),
    Column("holder_kind", String(10), nullable=False),
    Column("holder_id", String(40)),
    Column("holder_name", String(100)),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
unique_where(
    "uq_complaint_stages_open",
    complaint_stages.c.complaint_id,
    where="ended_at IS NULL",
)

complaint_conversations = Table(
    "complaint_conversations",
    metadata,
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), primary_key=True
    ),
    Column(
        "complaint_id",
        ForeignKey("complaints.complaint_id"),
        nullable=False,
        index=True,
    ),
    Column("linked_at", UtcDateTime, nullable=False),
)

packet_corrections = Table(
    "packet_corrections",
    metadata,
    Column("correction_id", Serial, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("label", String(100), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

questions_asked = Table(
    "questions_asked",
    metadata,
    Column("question_id", Serial, primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("message_seq", Integer, nullable=False),
    Column("fact", String(40), nullable=False),
    Column("known", Boolean, nullable=False),
    Column("team_id", ForeignKey("teams.team_id")),
    Column("person_id", ForeignKey("people.person_id")),
    Column("script", String(80)),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "message_seq", "fact"),
    Index("ix_questions_asked_at", "at"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("follow_up_id", String(40), primary_key=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.conversation_id"),
        nullable=False,
    ),
    Column("handoff_id", ForeignKey("handoffs.handoff_id"), nullable=False),
    Column("complaint_id", ForeignKey("complaints.complaint_id")),
    Column("state", String(10), nullable=False),
    Column("step", String(12), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("token_hash", String(64), unique=True),
    Column("channel", String(10)),
    Column("settled", Boolean),
    Column("score", Integer),
    Column("handled", String(20)),
    Column("suggestion", Text),
    one_of("state", "waiting", "asked", "answered", "expired", "cancelled"),
    one_of("step", "settled", "score", "handled", "suggestion", "done"),
    one_of("channel", "chat", "mail"),
    Index("ix_follow_ups_conversation_id", "conversation_id"),
)
unique_where(
    "uq_follow_ups_open",
    follow_ups.c.conversation_id,
    where="state IN ('waiting', 'asked')",
)

problems = Table(
    "problems",
    metadata,
    Column("problem_id", String(40), primary_key=True),
    Column("root_cause", String(40), nullable=False),
    Column("state", String(10), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", ForeignKey("people.person_id")),
    one_of("state", "open", "closed"),
)
unique_where("uq_problems_open", problems.c.root_cause, where="state = 'open'")

problem_cases = Table(
    "problem_cases",
    metadata,
    Column("problem_id", ForeignKey("problems.problem_id"), primary_key=True),
    Column("complaint_id", ForeignKey("complaints.complaint_id"), primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("at", UtcDateTime, nullable=False),
)

reflections = Table(
    "reflections",
    metadata,
    Column("reflection_id", Serial, primary_key=True),
    Column("problem_id", ForeignKey("problems.problem_id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.person_id"), nullable=False),
    Column("person_name", String(100), nullable=False),
    Column("went_wrong", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

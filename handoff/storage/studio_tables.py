"""Tables of the studio: questions, added topics, trainings, replays."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from handoff.storage.schema import metadata, one_of
from handoff.storage.types import JsonDocument, UtcDateTime

questions = Table(
    "questions",
    metadata,
    Column("question_id", String(40), primary_key=True),
    Column(
        "conversation_id", ForeignKey("conversations.conversation_id"), nullable=False
    ),
    Column("message_seq", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("source", String(20), nullable=False),
    Column("topic", String(60)),
    Column("confidence", Float),
    Column("cluster", Integer),
    Column("state", String(10), nullable=False),
    Column("filed_topic", String(60)),
    Column("held_out", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("settled_by", ForeignKey("people.person_id")),
    UniqueConstraint("conversation_id", "message_seq"),
    one_of("source", "not_understood", "marked"),
    one_of("state", "open", "filed", "dismissed"),
    Index("ix_questions_state_at", "state", "at"),
)

faqs = Table(
    "faqs",
    metadata,
    Column("topic", String(60), primary_key=True),
    Column("label", String(100), nullable=False),
    Column("questions", JsonDocument, nullable=False),
    Column("answer", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", ForeignKey("people.person_id"), nullable=False),
    one_of("state", "draft", "live", "retired"),
)

trainings = Table(
    "trainings",
    metadata,
    Column("training_id", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("step", String(200), nullable=False),
    Column("share", Float, nullable=False),
    Column("log", Text, nullable=False),
    Column("additions", JsonDocument, nullable=False),
    Column("model_file", String(140)),
    Column("model_sha256", String(64)),
    Column("inputs", String(64)),
    Column("report", JsonDocument),
    Column("asked_by", ForeignKey("people.person_id"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("served_at", UtcDateTime),
    Column("served_by", ForeignKey("people.person_id")),
    Column("override", Text),
    one_of(
        "state",
        *("queued", "training", "measuring", "ready", "refused"),
        *("failed", "cancelled", "serving", "replaced"),
    ),
)

replays = Table(
    "replays",
    metadata,
    Column("replay_id", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("step", String(200), nullable=False),
    Column("share", Float, nullable=False),
    Column("change", JsonDocument, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("result", JsonDocument),
    Column("asked_by", ForeignKey("people.person_id"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    one_of("state", "queued", "running", "done", "failed", "cancelled"),
)

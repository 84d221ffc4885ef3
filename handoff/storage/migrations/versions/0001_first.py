"""The first schema: conversations, their log, turns, handoffs, people, scripts."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The schema is at this revision."""
    op.create_table(
        "audit",
        sa.Column(
            "audit_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=True),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.String(length=40), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_object_id", "audit", ["object_id"], unique=False)
    op.create_table(
        "customers",
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customers")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_customers_token_hash")),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "outbox_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'dead')", name=op.f("ck_outbox_state")
        ),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_table(
        "people",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_is_initial", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("presence", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "presence IN ('online', 'away', 'offline')", name=op.f("ck_people_presence")
        ),
        sa.CheckConstraint(
            "role IN ('agent', 'supervisor', 'editor', 'admin')",
            name=op.f("ck_people_role"),
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
        sa.UniqueConstraint("email_key", name=op.f("uq_people_email_key")),
        sa.UniqueConstraint("name_key", name=op.f("uq_people_name_key")),
    )
    op.create_table(
        "scripts",
        sa.Column("script_id", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("script_id", name=op.f("pk_scripts")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column(
            "failure_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("failure_id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(
        "ix_sign_in_failures_key_at", "sign_in_failures", ["key", "at"], unique=False
    )
    op.create_table(
        "teams",
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_teams")),
    )
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("owner_kind", sa.String(length=10), nullable=False),
        sa.Column("owner_id", sa.String(length=40), nullable=True),
        sa.Column("owner_name", sa.String(length=100), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("message_count", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=64), nullable=False),
        sa.Column("sealed_seq", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("handoff_id", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.CheckConstraint(
            "owner_kind IN ('bot', 'queue', 'agent', 'nobody')",
            name=op.f("ck_conversations_owner_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('bot', 'queued', 'assigned', 'closed')",
            name=op.f("ck_conversations_status"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
            name=op.f("fk_conversations_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name=op.f("fk_conversations_team_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "ix_conversations_owner_id", "conversations", ["owner_id"], unique=False
    )
    op.create_index(
        "ix_conversations_team_id_status",
        "conversations",
        ["team_id", "status"],
        unique=False,
    )
    op.create_index(
        "uq_conversations_open",
        "conversations",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    op.create_table(
        "script_variants",
        sa.Column("variant_id", sa.String(length=100), nullable=False),
        sa.Column("script_id", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("buttons", sa.Text(), nullable=False),
        sa.Column("when", sa.Text(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'published', 'retired')",
            name=op.f("ck_script_variants_status"),
        ),
        sa.ForeignKeyConstraint(
            ["script_id"],
            ["scripts.script_id"],
            name=op.f("fk_script_variants_script_id"),
        ),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_script_variants")),
    )
    op.create_index(
        op.f("ix_script_variants_script_id"),
        "script_variants",
        ["script_id"],
        unique=False,
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("used_at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name=op.f("fk_sessions_person_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(
        op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False
    )
    op.create_table(
        "team_members",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name=op.f("fk_team_members_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name=op.f("fk_team_members_team_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "team_id", name=op.f("pk_team_members")),
    )
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=30), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("author_kind", sa.String(length=10), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=True),
        sa.Column("cmid", sa.String(length=40), nullable=True),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "author_kind IN ('customer', 'bot', 'agent', 'system')",
            name=op.f("ck_events_author_kind"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'internal')", name=op.f("ck_events_visibility")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_events_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_events")),
        sa.UniqueConstraint(
            "conversation_id", "seq", name=op.f("uq_events_conversation_id_seq")
        ),
    )
    op.create_index(
        "uq_events_cmid",
        "events",
        ["author_id", "cmid", "conversation_id"],
        unique=True,
        sqlite_where=sa.text("cmid IS NOT NULL"),
        postgresql_where=sa.text("cmid IS NOT NULL"),
    )
    op.create_table(
        "handoffs",
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("skill", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("reason_sentence", sa.Text(), nullable=False),
        sa.Column("signal", sa.String(length=30), nullable=True),
        sa.Column("priority", sa.String(length=4), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("agent_name", sa.String(length=100), nullable=True),
        sa.Column("passed_on", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.String(length=24), nullable=False),
        sa.Column("accepted_at", sa.String(length=24), nullable=True),
        sa.Column("waited_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'accepted', 'resolved', 'returned', 'abandoned')",
            name=op.f("ck_handoffs_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["people.person_id"], name=op.f("fk_handoffs_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_handoffs_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name=op.f("fk_handoffs_team_id")
        ),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_handoffs")),
    )
    op.create_index(
        op.f("ix_handoffs_conversation_id"),
        "handoffs",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(
        "ix_handoffs_queue",
        "handoffs",
        ["team_id", "rank", "due_at", "arrival"],
        unique=False,
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_index(
        "ix_handoffs_team_id_accepted_at",
        "handoffs",
        ["team_id", "accepted_at"],
        unique=False,
    )
    op.create_index(
        "uq_handoffs_open",
        "handoffs",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('queued', 'accepted')"),
        postgresql_where=sa.text("status IN ('queued', 'accepted')"),
    )
    op.create_table(
        "memories",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("slots", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=True),
        sa.Column("rated_seq", sa.Integer(), nullable=False),
        sa.Column("understanding", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_memories_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_memories")),
    )
    op.create_table(
        "seen",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("viewer_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_seen_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "viewer_id", name=op.f("pk_seen")),
    )
    op.create_table(
        "turns",
        sa.Column("turn_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq_in", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("finished_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'calling', 'done', 'failed', 'discarded')",
            name=op.f("ck_turns_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_turns_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_turns")),
        sa.UniqueConstraint(
            "conversation_id", "seq_in", name=op.f("uq_turns_conversation_id_seq_in")
        ),
    )
    op.create_index(
        "ix_turns_open",
        "turns",
        ["conversation_id", "seq_in"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'calling')"),
        postgresql_where=sa.text("state IN ('pending', 'calling')"),
    )
    op.create_table(
        "assignments",
        sa.Column("assignment_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("to_seq", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["people.person_id"], name=op.f("fk_assignments_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_assignments_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"],
            ["handoffs.handoff_id"],
            name=op.f("fk_assignments_handoff_id"),
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignments")),
    )
    op.create_index(
        "uq_assignments_open",
        "assignments",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "packets",
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("sealed_at", sa.String(length=24), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_packets_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.handoff_id"], name=op.f("fk_packets_handoff_id")
        ),
        sa.PrimaryKeyConstraint("handoff_id", name=op.f("pk_packets")),
    )
    op.create_table(
        "timers",
        sa.Column("timer_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'met', 'fired', 'cancelled')",
            name=op.f("ck_timers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_timers_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.handoff_id"], name=op.f("fk_timers_handoff_id")
        ),
        sa.PrimaryKeyConstraint("timer_id", name=op.f("pk_timers")),
        sa.UniqueConstraint(
            "handoff_id",
            "kind",
            "generation",
            name=op.f("uq_timers_handoff_id_kind_generation"),
        ),
    )
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

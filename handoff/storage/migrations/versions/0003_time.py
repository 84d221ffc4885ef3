"""Service levels, calendars and clocks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The schema is at this revision."""
    _replace_timers()
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "time_rules",
        sa.Column("since", sa.String(length=24), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("since", name=op.f("pk_time_rules")),
    )
    _create_ledgers()
    _create_clocks()


def downgrade() -> None:
    """The schema is at the revision before; timers of other subjects are gone."""
    op.drop_table("clocks")
    op.drop_table("ledgers")
    op.drop_table("time_rules")
    op.drop_table("leases")
    op.rename_table("timers", "timers_after")
    op.drop_index("ix_timers_due", "timers_after")
    op.drop_index("ix_timers_conversation_id", "timers_after")
    _create_first_timers()
    op.execute(
        "INSERT INTO timers SELECT 'tmr_' || timer_id, conversation_id, subject_id,"
        " kind, generation, due_at, state, settled_at FROM timers_after"
        " WHERE subject_kind = 'handoff' AND state <> 'dead'"
    )
    op.drop_table("timers_after")


def _replace_timers() -> None:
    """Timers may be about anything, not only handoffs; those that exist are kept."""
    op.execute("CREATE TABLE timers_before AS SELECT * FROM timers")
    op.drop_table("timers")
    op.create_table(
        "timers",
        sa.Column("timer_id", _SERIAL, nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("next_at", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'met', 'cancelled', 'fired', 'dead')",
            name=op.f("ck_timers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_timers_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("timer_id", name=op.f("pk_timers")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "kind",
            "generation",
            name=op.f("uq_timers_subject_kind_subject_id_kind_generation"),
        ),
    )
    op.execute(
        "INSERT INTO timers (subject_kind, subject_id, kind, generation,"
        " conversation_id, due_at, next_at, state, attempts, settled_at, data)"
        " SELECT 'handoff', handoff_id, kind, generation, conversation_id, due_at,"
        " due_at, state, 0, settled_at, '{}' FROM timers_before"
        " WHERE handoff_id IS NOT NULL ORDER BY due_at, timer_id"
    )
    op.drop_table("timers_before")
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_timers_due",
        "timers",
        ["next_at", "timer_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_timers_conversation_id", "timers", ["conversation_id"])


def _create_ledgers() -> None:
    op.create_table(
        "ledgers",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(length=4), nullable=True),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("protocols", sa.Text(), nullable=False),
        sa.Column("agent", sa.Boolean(), nullable=False),
        sa.Column("complaint_at", sa.String(length=24), nullable=True),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_ledgers_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_ledgers")),
    )


def _create_clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.String(length=24), nullable=False),
        sa.Column("policy_at", sa.String(length=24), nullable=False),
        sa.Column("calendar", sa.String(length=100), nullable=False),
        sa.Column("target_ms", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.String(length=24), nullable=True),
        sa.Column("due_at", sa.String(length=24), nullable=True),
        sa.Column("used_ms", sa.BigInteger(), nullable=False),
        sa.Column("paused_at", sa.String(length=24), nullable=True),
        sa.Column("paused_ms", sa.BigInteger(), nullable=False),
        sa.Column("hold", sa.String(length=10), nullable=True),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.Column("breached_at", sa.String(length=24), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(length=4), nullable=True),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'met', 'cancelled')",
            name=op.f("ck_clocks_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_clocks_conversation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", "kind", "number", name=op.f("pk_clocks")
        ),
    )
    open_now = sa.text("state IN ('running', 'paused')")
    op.create_index(
        "ix_clocks_open",
        "clocks",
        ["conversation_id"],
        sqlite_where=open_now,
        postgresql_where=open_now,
    )


def _create_first_timers() -> None:
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
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_timers_due",
        "timers",
        ["due_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )

"""Effects that are retried, second doors and versions of policies."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The schema is at this revision."""
    # Nothing has ever left the desk before this: what waited has no receiver.
    op.drop_table("outbox")
    op.create_table(
        "outbox",
        sa.Column("outbox_id", _SERIAL, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=400), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(length=24), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'dead')", name=op.f("ck_outbox_state")
        ),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_line",
        "outbox",
        ["target", "outbox_id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_outbox_dead",
        "outbox",
        ["outbox_id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    _add_doors()
    # In place: the table is referred to, so it is not made anew.
    op.add_column(
        "handoffs", sa.Column("not_before", sa.String(length=24), nullable=True)
    )
    op.create_table(
        "policy_versions",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author_id", sa.String(length=40), nullable=False),
        sa.Column("author_name", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_policy_versions")),
    )


def _add_doors() -> None:
    op.create_table(
        "doors",
        sa.Column("door_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("step", sa.String(length=10), nullable=True),
        sa.Column("heard_seq", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("due_at", sa.String(length=24), nullable=True),
        sa.Column("until", sa.String(length=24), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "kind IN ('email', 'call_back', 'keep')", name=op.f("ck_doors_kind")
        ),
        sa.CheckConstraint(
            "step IN ('choice', 'email', 'phone', 'slot')",
            name=op.f("ck_doors_step"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'open', 'kept', 'missed', 'over')",
            name=op.f("ck_doors_state"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_doors_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.handoff_id"], name=op.f("fk_doors_handoff_id")
        ),
        sa.PrimaryKeyConstraint("door_id", name=op.f("pk_doors")),
    )
    for name, columns, unique, where in (
        ("uq_doors_open", ["handoff_id"], True, "state IN ('asked', 'open')"),
        ("ix_doors_slots", ["due_at"], False, "state = 'open'"),
    ):
        op.create_index(
            name,
            "doors",
            columns,
            unique=unique,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index("ix_doors_conversation_id", "doors", ["conversation_id"])
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.Column("used_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
            name=op.f("fk_links_customer_id"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_links")),
    )
    op.create_table(
        "customer_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
            name=op.f("fk_customer_tokens_customer_id"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_customer_tokens")),
    )


def downgrade() -> None:
    """The schema is at the revision before."""
    op.drop_column("handoffs", "not_before")
    for table in ("policy_versions", "customer_tokens", "links", "doors", "outbox"):
        op.drop_table(table)
    op.create_table(
        "outbox",
        sa.Column("outbox_id", _SERIAL, nullable=False),
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

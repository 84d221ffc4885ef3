"""Skills, offers, capacity and the wait that was promised."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WAITING = sa.text("status = 'queued'")
HELD = sa.text("status = 'accepted'")
OPEN = sa.text("state = 'open'")
UNDER_WAY = sa.text("status <> 'closed'")


def upgrade() -> None:
    """The schema is at this revision."""
    _extend_handoffs()
    op.create_table(
        "work_profiles",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("idle_since", sa.String(length=24), nullable=True),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
            name=op.f("fk_work_profiles_person_id"),
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_work_profiles")),
    )
    _add_offers()
    _add_pick_ups()


def downgrade() -> None:
    """The schema is at the revision before."""
    op.drop_table("pick_ups")
    op.drop_table("offers")
    op.drop_table("work_profiles")
    op.create_index(
        "ix_handoffs_team_id_accepted_at", "handoffs", ["team_id", "accepted_at"]
    )
    op.drop_index("ix_conversations_newest", table_name="conversations")
    op.drop_index("ix_handoffs_held", table_name="handoffs")
    op.drop_index("ix_handoffs_line", table_name="handoffs")
    for name in (
        "tier",
        "language",
        "widened",
        "aged",
        "hops",
        "ahead",
        "wait_low",
        "wait_high",
        "place_kept",
        "offered_to",
        "why",
    ):
        op.drop_column("handoffs", name)


def _extend_handoffs() -> None:
    # Columns are added in place: the table is referred to, so it is not made anew.
    columns: list[sa.Column[Any]] = [
        sa.Column("tier", sa.Integer(), nullable=False, server_default="1"),
        *(
            sa.Column(name, sa.Integer(), nullable=False, server_default="0")
            for name in ("widened", "aged", "hops", "ahead")
        ),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("wait_low", sa.Integer(), nullable=True),
        sa.Column("wait_high", sa.Integer(), nullable=True),
        sa.Column("place_kept", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("offered_to", sa.String(length=40), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
    ]
    for column in columns:
        op.add_column("handoffs", column)
    op.create_index(
        "ix_handoffs_line",
        "handoffs",
        ["rank", "due_at", "arrival"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "ix_handoffs_held",
        "handoffs",
        ["agent_id"],
        sqlite_where=HELD,
        postgresql_where=HELD,
    )

    op.create_index(
        "ix_conversations_newest",
        "conversations",
        ["created_at", "conversation_id"],
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
    # Recent waits are read from the pick-ups now.
    op.drop_index("ix_handoffs_team_id_accepted_at", table_name="handoffs")


def _add_offers() -> None:
    op.create_table(
        "offers",
        sa.Column("offer_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')",
            name=op.f("ck_offers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"],
            ["handoffs.handoff_id"],
            name=op.f("fk_offers_handoff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name=op.f("fk_offers_person_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_handoff_id", "offers", ["handoff_id"])
    op.create_index("ix_offers_ended_at", "offers", ["ended_at"])
    op.create_index(
        "uq_offers_open",
        "offers",
        ["handoff_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_offers_person_id",
        "offers",
        ["person_id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _add_pick_ups() -> None:
    op.create_table(
        "pick_ups",
        sa.Column(
            "pick_up_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("priority", sa.String(length=4), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("waited_ms", sa.BigInteger(), nullable=False),
        sa.Column("ahead", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"],
            ["handoffs.handoff_id"],
            name=op.f("fk_pick_ups_handoff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name=op.f("fk_pick_ups_team_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name=op.f("fk_pick_ups_person_id")
        ),
        sa.PrimaryKeyConstraint("pick_up_id", name=op.f("pk_pick_ups")),
    )
    op.create_index("ix_pick_ups_team_id_at", "pick_ups", ["team_id", "at"])
    op.create_index("ix_pick_ups_at", "pick_ups", ["at"])

"""Complaint cases, follow-ups, root causes and problems."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The schema is at this revision."""
    _create_problems()
    _create_complaints()
    _create_questions_asked()
    _create_reflections()
    _create_complaint_conversations()
    _create_complaint_stages()
    _create_follow_ups()
    _create_packet_corrections()
    _create_problem_cases()


def downgrade() -> None:
    """The schema is at the revision before."""
    op.drop_table("problem_cases")
    op.drop_table("packet_corrections")
    op.drop_table("follow_ups")
    op.drop_table("complaint_stages")
    op.drop_table("complaint_conversations")
    op.drop_table("reflections")
    op.drop_table("questions_asked")
    op.drop_table("complaints")
    op.drop_table("problems")


def _create_problems() -> None:
    op.create_table(
        "problems",
        sa.Column("problem_id", sa.String(length=40), nullable=False),
        sa.Column("root_cause", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.String(length=24), nullable=False),
        sa.Column("closed_at", sa.String(length=24), nullable=True),
        sa.Column("closed_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'closed')", name=op.f("ck_problems_state")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["people.person_id"], name=op.f("fk_problems_closed_by")
        ),
        sa.PrimaryKeyConstraint("problem_id", name=op.f("pk_problems")),
    )
    op.create_index(
        "uq_problems_open",
        "problems",
        ["root_cause"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _create_complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("complaint_id", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("order_number", sa.String(length=60), nullable=True),
        sa.Column("remedy_sought", sa.Text(), nullable=True),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("holder_kind", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.String(length=40), nullable=True),
        sa.Column("holder_name", sa.String(length=100), nullable=True),
        sa.Column("opened_in", sa.String(length=40), nullable=False),
        sa.Column("opened_seq", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(length=24), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("remedy_given", sa.String(length=40), nullable=True),
        sa.Column("root_cause", sa.String(length=40), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "holder_kind IN ('bot', 'team', 'person')",
            name=op.f("ck_complaints_holder_kind"),
        ),
        sa.CheckConstraint(
            "stage IN ('preliminary', 'tier_1', 'tier_2', 'final')",
            name=op.f("ck_complaints_stage"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'settled')", name=op.f("ck_complaints_status")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.customer_id"],
            name=op.f("fk_complaints_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_in"],
            ["conversations.conversation_id"],
            name=op.f("fk_complaints_opened_in"),
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("reference", name=op.f("uq_complaints_reference")),
    )
    op.create_index(
        op.f("ix_complaints_customer_id"), "complaints", ["customer_id"], unique=False
    )
    op.create_index(
        "ix_complaints_root_cause_settled_at",
        "complaints",
        ["root_cause", "settled_at"],
        unique=False,
    )


def _create_questions_asked() -> None:
    op.create_table(
        "questions_asked",
        sa.Column(
            "question_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("message_seq", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.String(length=40), nullable=True),
        sa.Column("script", sa.String(length=80), nullable=True),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_questions_asked_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
            name=op.f("fk_questions_asked_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.team_id"], name=op.f("fk_questions_asked_team_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions_asked")),
        sa.UniqueConstraint(
            "conversation_id",
            "message_seq",
            "fact",
            name=op.f("uq_questions_asked_conversation_id_message_seq_fact"),
        ),
    )
    op.create_index("ix_questions_asked_at", "questions_asked", ["at"], unique=False)


def _create_reflections() -> None:
    op.create_table(
        "reflections",
        sa.Column(
            "reflection_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("problem_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("went_wrong", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.person_id"], name=op.f("fk_reflections_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"],
            ["problems.problem_id"],
            name=op.f("fk_reflections_problem_id"),
        ),
        sa.PrimaryKeyConstraint("reflection_id", name=op.f("pk_reflections")),
    )
    op.create_index(
        op.f("ix_reflections_problem_id"), "reflections", ["problem_id"], unique=False
    )


def _create_complaint_conversations() -> None:
    op.create_table(
        "complaint_conversations",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("complaint_id", sa.String(length=40), nullable=False),
        sa.Column("linked_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.complaint_id"],
            name=op.f("fk_complaint_conversations_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_complaint_conversations_conversation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", name=op.f("pk_complaint_conversations")
        ),
    )
    op.create_index(
        op.f("ix_complaint_conversations_complaint_id"),
        "complaint_conversations",
        ["complaint_id"],
        unique=False,
    )


def _create_complaint_stages() -> None:
    op.create_table(
        "complaint_stages",
        sa.Column("complaint_id", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("holder_kind", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.String(length=40), nullable=True),
        sa.Column("holder_name", sa.String(length=100), nullable=True),
        sa.Column("started_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.complaint_id"],
            name=op.f("fk_complaint_stages_complaint_id"),
        ),
        sa.PrimaryKeyConstraint(
            "complaint_id", "place", name=op.f("pk_complaint_stages")
        ),
    )
    op.create_index(
        "uq_complaint_stages_open",
        "complaint_stages",
        ["complaint_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("follow_up_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("complaint_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.String(length=24), nullable=True),
        sa.Column("expires_at", sa.String(length=24), nullable=True),
        sa.Column("answered_at", sa.String(length=24), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("handled", sa.String(length=20), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('chat', 'mail')", name=op.f("ck_follow_ups_channel")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'asked', 'answered', 'expired', 'cancelled')",
            name=op.f("ck_follow_ups_state"),
        ),
        sa.CheckConstraint(
            "step IN ('settled', 'score', 'handled', 'suggestion', 'done')",
            name=op.f("ck_follow_ups_step"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.complaint_id"],
            name=op.f("fk_follow_ups_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_follow_ups_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"],
            ["handoffs.handoff_id"],
            name=op.f("fk_follow_ups_handoff_id"),
        ),
        sa.PrimaryKeyConstraint("follow_up_id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_follow_ups_token_hash")),
    )
    op.create_index(
        "ix_follow_ups_conversation_id", "follow_ups", ["conversation_id"], unique=False
    )
    op.create_index(
        "uq_follow_ups_open",
        "follow_ups",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'asked')"),
        postgresql_where=sa.text("state IN ('waiting', 'asked')"),
    )


def _create_packet_corrections() -> None:
    op.create_table(
        "packet_corrections",
        sa.Column(
            "correction_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("handoff_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["handoff_id"],
            ["handoffs.handoff_id"],
            name=op.f("fk_packet_corrections_handoff_id"),
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_packet_corrections")),
    )
    op.create_index(
        op.f("ix_packet_corrections_handoff_id"),
        "packet_corrections",
        ["handoff_id"],
        unique=False,
    )


def _create_problem_cases() -> None:
    op.create_table(
        "problem_cases",
        sa.Column("problem_id", sa.String(length=40), nullable=False),
        sa.Column("complaint_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.complaint_id"],
            name=op.f("fk_problem_cases_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_problem_cases_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"],
            ["problems.problem_id"],
            name=op.f("fk_problem_cases_problem_id"),
        ),
        sa.PrimaryKeyConstraint(
            "problem_id", "complaint_id", name=op.f("pk_problem_cases")
        ),
    )

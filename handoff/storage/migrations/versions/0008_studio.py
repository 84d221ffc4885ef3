"""Questions, FAQ entries, trainings and replays."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The schema is at this revision."""
    op.create_table(
        "faqs",
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(length=24), nullable=False),
        sa.Column("changed_by", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'live', 'retired')", name=op.f("ck_faqs_state")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.person_id"], name=op.f("fk_faqs_changed_by")
        ),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_faqs")),
    )
    op.create_table(
        "replays",
        sa.Column("replay_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_replays_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["people.person_id"], name=op.f("fk_replays_asked_by")
        ),
        sa.PrimaryKeyConstraint("replay_id", name=op.f("pk_replays")),
    )
    op.create_table(
        "trainings",
        sa.Column("training_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("additions", sa.Text(), nullable=False),
        sa.Column("model_file", sa.String(length=140), nullable=True),
        sa.Column("model_sha256", sa.String(length=64), nullable=True),
        sa.Column("inputs", sa.String(length=64), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.String(length=24), nullable=False),
        sa.Column("ended_at", sa.String(length=24), nullable=True),
        sa.Column("served_at", sa.String(length=24), nullable=True),
        sa.Column("served_by", sa.String(length=40), nullable=True),
        sa.Column("override", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'training', 'measuring', 'ready', 'refused', "
            "'failed', 'cancelled', 'serving', 'replaced')",
            name=op.f("ck_trainings_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["people.person_id"], name=op.f("fk_trainings_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["served_by"], ["people.person_id"], name=op.f("fk_trainings_served_by")
        ),
        sa.PrimaryKeyConstraint("training_id", name=op.f("pk_trainings")),
    )
    op.create_table(
        "questions",
        sa.Column("question_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("message_seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("cluster", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("filed_topic", sa.String(length=60), nullable=True),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("settled_at", sa.String(length=24), nullable=True),
        sa.Column("settled_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "source IN ('not_understood', 'marked')", name=op.f("ck_questions_source")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'filed', 'dismissed')", name=op.f("ck_questions_state")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_questions_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["people.person_id"], name=op.f("fk_questions_settled_by")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_questions")),
        sa.UniqueConstraint(
            "conversation_id",
            "message_seq",
            name=op.f("uq_questions_conversation_id_message_seq"),
        ),
    )
    op.create_index("ix_questions_state_at", "questions", ["state", "at"], unique=False)


def downgrade() -> None:
    """The schema is at the revision before."""
    op.drop_index("ix_questions_state_at", table_name="questions")
    op.drop_table("questions")
    op.drop_table("trainings")
    op.drop_table("replays")
    op.drop_table("faqs")

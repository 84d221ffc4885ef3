"""What people say of ratings, as labelled data."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The schema is at this revision."""
    op.create_table(
        "rating_labels",
        sa.Column(
            "label_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("message_seq", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("old", sa.String(length=30), nullable=False),
        sa.Column("new", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_rating_labels_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
            name=op.f("fk_rating_labels_person_id"),
        ),
        sa.PrimaryKeyConstraint("label_id", name=op.f("pk_rating_labels")),
        sa.UniqueConstraint(
            "conversation_id",
            "message_seq",
            "about",
            "person_id",
            name=op.f("uq_rating_labels_conversation_id_message_seq_about_person_id"),
        ),
    )


def downgrade() -> None:
    """The schema is at the revision before."""
    op.drop_table("rating_labels")

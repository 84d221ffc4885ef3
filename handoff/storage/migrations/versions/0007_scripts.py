"""The life of a script: revisions, remarks, uses.

Until now the rows were a copy of the shipped files, made again at every start: they are
dropped, and the next start takes the files over for good.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state IN ('draft', 'in_review')")


def upgrade() -> None:
    """The schema is at this revision."""
    op.drop_table("script_variants")
    op.drop_table("scripts")
    op.execute("DELETE FROM meta WHERE key = 'scripts_version'")
    op.create_table(
        "scripts",
        sa.Column("script_id", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("script_id", name=op.f("pk_scripts")),
    )
    op.create_table(
        "script_variants",
        sa.Column("variant_id", sa.String(length=100), nullable=False),
        sa.Column("script_id", sa.String(length=80), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Text(), nullable=True),
        sa.Column("offered", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["script_id"],
            ["scripts.script_id"],
            name=op.f("fk_script_variants_script_id"),
        ),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_script_variants")),
    )
    op.create_index(
        op.f("ix_script_variants_script_id"), "script_variants", ["script_id"]
    )
    _create_revisions()
    _create_remarks()
    _create_uses()


def _create_revisions() -> None:
    op.create_table(
        "script_revisions",
        sa.Column("revision_id", _SERIAL, nullable=False),
        sa.Column("variant_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=40), nullable=True),
        sa.Column("author_name", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.String(length=24), nullable=False),
        sa.Column("changed_at", sa.String(length=24), nullable=False),
        sa.Column("publisher_name", sa.String(length=100), nullable=True),
        sa.Column("publish_at", sa.String(length=24), nullable=True),
        sa.Column("retire_at", sa.String(length=24), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'published', 'retired', 'discarded')",
            name=op.f("ck_script_revisions_state"),
        ),
        sa.CheckConstraint(
            "source IN ('shipped', 'person', 'imported')",
            name=op.f("ck_script_revisions_source"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["people.person_id"],
            name=op.f("fk_script_revisions_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"],
            ["script_variants.variant_id"],
            name=op.f("fk_script_revisions_variant_id"),
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_script_revisions")),
        sa.UniqueConstraint(
            "variant_id", "number", name=op.f("uq_script_revisions_variant_id_number")
        ),
    )
    op.create_index(
        "uq_script_revisions_open",
        "script_revisions",
        ["variant_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _create_remarks() -> None:
    op.create_table(
        "script_remarks",
        sa.Column("remark_id", _SERIAL, nullable=False),
        sa.Column("revision_id", _SERIAL, nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('remark', 'returned')", name=op.f("ck_script_remarks_kind")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.person_id"],
            name=op.f("fk_script_remarks_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["script_revisions.revision_id"],
            name=op.f("fk_script_remarks_revision_id"),
        ),
        sa.PrimaryKeyConstraint("remark_id", name=op.f("pk_script_remarks")),
    )
    op.create_index(
        op.f("ix_script_remarks_revision_id"), "script_remarks", ["revision_id"]
    )


def _create_uses() -> None:
    op.create_table(
        "script_uses",
        sa.Column("position", _SERIAL, nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=True),
        sa.Column("variant_id", sa.String(length=100), nullable=False),
        sa.Column("at", sa.String(length=24), nullable=False),
        sa.Column("repeat_until", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.conversation_id"],
            name=op.f("fk_script_uses_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_script_uses")),
    )
    op.create_index("ix_script_uses_variant_id_at", "script_uses", ["variant_id", "at"])
    op.create_index(
        "ix_script_uses_customer_id_at", "script_uses", ["customer_id", "at"]
    )


def downgrade() -> None:
    """The schema is at the revision before."""
    for table in ("script_uses", "script_remarks", "script_revisions"):
        op.drop_table(table)
    op.drop_table("script_variants")
    op.drop_table("scripts")
    op.create_table(
        "scripts",
        sa.Column("script_id", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("script_id", name=op.f("pk_scripts")),
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
        op.f("ix_script_variants_script_id"), "script_variants", ["script_id"]
    )

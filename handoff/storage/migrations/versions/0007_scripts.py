"""The life of a script: drafts, reviews, history, shares."""

from collections.abc import Sequence

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The schema is at this revision."""


def downgrade() -> None:
    """The schema is at the revision before."""

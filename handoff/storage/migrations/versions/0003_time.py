"""Service levels, calendars and clocks."""

from collections.abc import Sequence

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The schema is at this revision."""


def downgrade() -> None:
    """The schema is at the revision before."""

"""The tables of notifications."""

revision = "0009_notifications"
down_revision = "0008_regions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

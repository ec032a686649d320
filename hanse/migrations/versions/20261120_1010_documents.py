"""The tables of documents."""

revision = "0010_documents"
down_revision = "0009_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

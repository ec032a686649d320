"""The tables of approvals."""

revision = "0011_approvals"
down_revision = "0010_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

"""The tables of the catalogue."""

revision = "0012_catalog"
down_revision = "0011_approvals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

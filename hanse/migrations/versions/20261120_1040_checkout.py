"""The tables of checkout."""

revision = "0016_checkout"
down_revision = "0015_orders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

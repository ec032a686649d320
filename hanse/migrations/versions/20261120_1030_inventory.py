"""The tables of inventory."""

revision = "0014_inventory"
down_revision = "0013_pricing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

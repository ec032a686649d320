"""The tables of orders."""

revision = "0015_orders"
down_revision = "0014_inventory"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

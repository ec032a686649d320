"""What products are found and sorted by at a buyer's own price."""

revision = "0026_own_prices"
down_revision = "0025_second_factor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What products are found and sorted by at a buyer's own price."""

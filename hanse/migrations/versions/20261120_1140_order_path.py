"""What placing and deciding read and write less of."""

revision = "0027_order_path"
down_revision = "0026_own_prices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What placing and deciding read and write less of."""

"""The tables of pricing."""

revision = "0013_pricing"
down_revision = "0012_catalog"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

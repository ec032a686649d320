"""The tables of the storefront."""

revision = "0018_storefront"
down_revision = "0017_quotes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

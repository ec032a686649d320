"""The tables of contracts."""

revision = "0019_contracts"
down_revision = "0018_storefront"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

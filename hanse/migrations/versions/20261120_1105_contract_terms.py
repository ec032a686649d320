"""What contracts promise in figures: prices, commitments, renewals."""

revision = "0020_contract_terms"
down_revision = "0019_contracts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

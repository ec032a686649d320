"""Certificates of tenants, seals of documents, signatures of contracts."""

revision = "0021_signing"
down_revision = "0020_contract_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""

"""Signed checkpoints of the audit chain."""

revision = "0024_audit_chain"
down_revision = "0023_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""
